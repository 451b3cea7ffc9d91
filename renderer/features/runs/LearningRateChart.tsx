import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { StepMetric } from '../../../shared/domain/run.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './charts.module.css';
import { decimate } from './curve.ts';

const MAX_POINTS = 120;

/** The learning rate of every step: warm-up and decay. */
export function LearningRateChart({ steps }: { steps: readonly StepMetric[] }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const points = useMemo(() => {
    const rates = steps.map((metric) => metric.learning_rate);
    return decimate(rates, MAX_POINTS).map((index) => steps[index] as StepMetric);
  }, [steps]);
  if (points.length === 0) return <Text c="dimmed">{t('chart.waiting')}</Text>;
  const last = steps.at(-1) as StepMetric;
  const rate = (value: number) => format.number(value, 6);

  return (
    <div
      role="img"
      className={classes.chart}
      aria-label={t('chart.rateSummary', { steps: format.integer(last.step), rate: rate(last.learning_rate) })}
    >
      <ResponsiveContainer width="100%" height={160} initialDimension={{ width: 400, height: 160 }}>
        <LineChart data={points} margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--curve-grid)" vertical={false} />
          <XAxis
            dataKey="step"
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={(value: number) => format.integer(value)}
            stroke="var(--curve-text)"
            tick={{ fill: 'var(--curve-text)' }}
            minTickGap={48}
          />
          <YAxis
            domain={[0, 'auto']}
            tickFormatter={rate}
            stroke="var(--curve-text)"
            tick={{ fill: 'var(--curve-text)' }}
            width={64}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              if (!active || !payload?.[0]) return null;
              const metric = payload[0].payload as StepMetric;
              return (
                <div className={classes.tooltip}>
                  {t('chart.step', { step: format.integer(metric.step) })}: {rate(metric.learning_rate)}
                </div>
              );
            }}
          />
          <Line
            dataKey="learning_rate"
            stroke="var(--curve-rate)"
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
