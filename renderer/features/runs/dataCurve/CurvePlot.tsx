import { useTranslation } from 'react-i18next';
import { CartesianGrid, ErrorBar, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { DataCurve } from '../../../../shared/domain/runs/dataCurve.ts';
import { useFormat } from '../../../ui/format.ts';
import { valueTicks } from '../../../ui/ticks.ts';
import { useMeasureText } from '../../../ui/useMeasureText.ts';

const HEIGHT = 240;
const TICKS = 5;
const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };

/** The figure that decides by the rows of training, with its intervals. What it shows stands in a table, too. */
export function CurvePlot({ curve: { metric, points } }: { curve: DataCurve }) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const text = useMeasureText();
  const data = points.flatMap(({ rows, metrics }) => {
    const figure = metrics[metric];
    return figure ? [{ rows, ...figure, bounds: [figure.value - figure.low, figure.high - figure.value] }] : [];
  });
  const lowest = Math.min(...data.map(({ low }) => low));
  const highest = Math.max(...data.map(({ high }) => high));
  const { domain, ticks } = valueTicks([lowest, highest], TICKS);
  return (
    <div role="img" aria-label={t('curve.title')}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart accessibilityLayer={false} data={data} margin={{ top: 8, right: 32, bottom: 24, left: 24 }}>
          <CartesianGrid strokeOpacity={0.3} />
          <XAxis
            dataKey="rows"
            type="number"
            domain={[0, 'dataMax']}
            ticks={data.map(({ rows }) => rows)}
            tickFormatter={format.compact}
            tick={TICK}
            label={{ value: t('curve.rows'), position: 'bottom', ...TICK }}
          />
          <YAxis
            type="number"
            domain={domain}
            ticks={ticks}
            tickFormatter={(value: number) => text.figure(metric, value)}
            tick={TICK}
          />
          <Line dataKey="value" stroke="var(--mantine-color-anchor)" strokeWidth={2} dot isAnimationActive={false}>
            <ErrorBar dataKey="bounds" width={6} stroke="var(--mantine-color-anchor)" isAnimationActive={false} />
          </Line>
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
