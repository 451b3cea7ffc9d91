import { Paper } from '@mantine/core';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chart, Series, SeriesName } from '../../../../shared/domain/runs/chart.ts';
import { isGoing, type Run } from '../../../../shared/domain/runs/run.ts';
import { type Format, useFormat } from '../../../ui/format.ts';
import { ChartPanel } from './ChartPanel.tsx';
import { chartRows, type Scale } from './chartData.ts';
import { useChartPreferences } from './chartPreferences.ts';
import type { LineStyle } from './LinePlot.tsx';
import { useWhileInView } from './useWhileInView.ts';
import type { StepRange } from './zoom.ts';

const HEIGHT = 164;

/** A figure that has a small chart of its own. */
export interface Metric {
  series: SeriesName;
  validation?: SeriesName;
  /** Jumps about from step to step, so that the smoothed line says more. */
  noisy?: boolean;
  /** Can be drawn on a logarithmic axis. */
  logarithmic?: boolean;
  range?: 'from0' | 'percent' | 'share';
  format: (value: number, format: Format) => string;
  /** The newest value, where the numbers of the axis are too short for it. */
  figure?: (value: number, format: Format) => string;
  exact: (value: number, format: Format) => string;
}

interface Props {
  metric: Metric;
  run: Run;
  chart: Chart;
  scale: Scale;
  whole: StepRange;
  /** Whether it is this chart's turn to be drawn anew. */
  isTurn: boolean;
  onZoom: (range: StepRange) => void;
}

const PERCENT = [0, 100] as const;
const SHARE = [0, 1] as const;
const NOTHING: Series = { step: [], elapsedMs: [], value: [], mean: [] };

export const MetricChart = memo(function MetricChart({
  metric,
  run,
  chart: newest,
  scale,
  whole,
  isTurn,
  onZoom,
}: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { smoothing, logarithmic, focused } = useChartPreferences();
  const isOver = !isGoing(run.state);
  const { ref, seen: chart } = useWhileInView(newest, null, (seen) => isTurn || isOver || seen?.from !== newest.from);

  const { noisy = false, range } = metric;
  const series = chart?.series[metric.series] ?? NOTHING;
  const validation = metric.validation && chart?.series[metric.validation];
  const rows = useMemo(
    () => chartRows({ series, smoothing: noisy ? smoothing : null, validation }, scale),
    [series, validation, noisy, smoothing, scale],
  );
  const lines = useMemo((): LineStyle[] => {
    const raw = { name: 'raw', label: t('chart.exact') } as const;
    if (!noisy) return [{ ...raw, color: 'var(--curve-smoothed)', width: 1.5 }];
    const color = 'var(--curve-validation)';
    return [
      { ...raw, color: 'var(--curve-raw)', width: 1, opacity: 0.8 },
      { name: 'smoothed', label: t('chart.smoothedShort'), color: 'var(--curve-smoothed)', width: 2 },
      ...(validation
        ? [{ name: 'validation', label: t('chart.validation'), color, width: 2, dashed: true } as const]
        : []),
    ];
  }, [t, noisy, validation]);
  const highest = Math.max(...series.value);
  const fixedRange = useMemo(() => {
    if (range === 'percent') return PERCENT;
    if (range === 'share') return SHARE;
    return range === 'from0' ? ([0, highest] as const) : undefined;
  }, [range, highest]);
  const formatValue = useMemo(() => (value: number) => metric.format(value, format), [metric, format]);
  const exactValue = (value: number) => metric.exact(value, format);

  const title = t(`chart.metric.${metric.series}`);
  const last = series.value.at(-1);
  const now = last === undefined ? t('tile.nothing') : (metric.figure ?? metric.format)(last, format);
  const summary = chart === null ? title : t('chart.metricSummary', { title, steps: format.integer(newest.to), now });
  return (
    <Paper ref={ref} withBorder p="sm">
      <ChartPanel
        title={title}
        now={chart === null ? '' : now}
        runName={run.name}
        summary={summary}
        height={HEIGHT}
        pending={chart === null}
        logarithmic={logarithmic && metric.logarithmic === true}
        {...(fixedRange && { fixedRange })}
        {...{ rows, lines, scale, focused, formatValue, exactValue, whole, onZoom }}
      />
    </Paper>
  );
});
