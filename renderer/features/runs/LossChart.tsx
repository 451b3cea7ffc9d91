import { Group, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Evaluation, StepMetric } from '../../../shared/domain/run.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './charts.module.css';
import { type CurvePoint, curvePoints, positiveOnly } from './curve.ts';

const HEIGHT = 340;

interface Props {
  titleId: string;
  steps: readonly StepMetric[];
  evaluations: readonly Evaluation[];
}

const SERIES = [
  { key: 'loss', label: 'training' },
  { key: 'smoothed', label: 'smoothed' },
  { key: 'validation', label: 'validation' },
] as const;

/** Training loss, raw and smoothed, with the validation losses; by steps or by time. */
export function LossChart({ titleId, steps, evaluations }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const [logarithmic, setLogarithmic] = useState(false);
  const [axis, setAxis] = useState<'step' | 'elapsedSeconds'>('step');
  const points = useMemo(() => curvePoints(steps, evaluations), [steps, evaluations]);
  const drawn = useMemo(() => (logarithmic ? positiveOnly(points) : points), [points, logarithmic]);

  const title = (
    <Title order={2} size="h3" id={titleId}>
      {t('chart.loss')}
    </Title>
  );
  if (points.length === 0) {
    return (
      <Stack gap="xs">
        {title}
        <Text c="dimmed">{t('chart.waiting')}</Text>
      </Stack>
    );
  }
  const smoothed = points.filter((point) => point.smoothed !== null);
  const loss = (value: number | null | undefined) => (value == null ? t('tile.nothing') : format.loss(value));
  const summary = t('chart.summary', {
    steps: format.integer(steps.at(-1)?.step ?? 0),
    first: loss(smoothed[0]?.smoothed),
    last: loss(smoothed.at(-1)?.smoothed),
    validation: loss(evaluations.at(-1)?.validationLoss),
  });

  return (
    <Stack gap="xs" className={classes.chart}>
      <Group justify="space-between">
        {title}
        <Group gap="md">
          <Switch
            size="sm"
            label={t('chart.logarithmic')}
            checked={logarithmic}
            onChange={(event) => setLogarithmic(event.currentTarget.checked)}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('chart.axis')}
            value={axis}
            onChange={(value) => setAxis(value as typeof axis)}
            data={[
              { value: 'step', label: t('chart.byStep') },
              { value: 'elapsedSeconds', label: t('chart.byTime') },
            ]}
          />
        </Group>
      </Group>
      <div className={classes.legend} aria-hidden="true">
        {SERIES.map((series) => (
          <span key={series.key} className={classes.legendItem}>
            <span className={classes.swatch} data-series={series.key} />
            {t(`chart.${series.label}`)}
          </span>
        ))}
      </div>
      <div role="img" aria-label={summary}>
        <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 800, height: HEIGHT }}>
          <LineChart data={drawn} margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--curve-grid)" vertical={false} />
            <XAxis
              dataKey={axis}
              type="number"
              domain={['dataMin', 'dataMax']}
              tickFormatter={(value: number) =>
                axis === 'step' ? format.integer(value) : format.duration(value * 1000)
              }
              stroke="var(--curve-text)"
              tick={{ fill: 'var(--curve-text)' }}
              minTickGap={48}
            />
            <YAxis
              scale={logarithmic ? 'log' : 'linear'}
              domain={['auto', 'auto']}
              allowDataOverflow={logarithmic}
              tickFormatter={(value: number) => format.number(value)}
              stroke="var(--curve-text)"
              tick={{ fill: 'var(--curve-text)' }}
              width={52}
            />
            <Tooltip
              isAnimationActive={false}
              content={({ active, payload }) =>
                active && payload?.[0] ? <PointTooltip point={payload[0].payload as CurvePoint} /> : null
              }
            />
            <Line
              dataKey="loss"
              stroke="var(--curve-raw)"
              strokeOpacity={0.6}
              strokeWidth={1}
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
            <Line
              dataKey="smoothed"
              stroke="var(--curve-smoothed)"
              strokeWidth={2}
              dot={false}
              connectNulls
              isAnimationActive={false}
            />
            <Line
              dataKey="validationLoss"
              stroke="var(--curve-validation)"
              strokeWidth={2}
              strokeDasharray="4 3"
              dot={{ r: 3, fill: 'var(--curve-validation)', strokeDasharray: '0' }}
              connectNulls
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
    </Stack>
  );
}

function PointTooltip({ point }: { point: CurvePoint }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const lines = [
    { label: t('chart.training'), value: point.loss },
    { label: t('chart.smoothed'), value: point.smoothed },
    { label: t('chart.validation'), value: point.validationLoss },
  ];
  return (
    <div className={classes.tooltip}>
      <div>
        {t('chart.step', { step: format.integer(point.step) })} · {format.duration(point.elapsedSeconds * 1000)}
      </div>
      {lines.map(({ label, value }) =>
        value === null ? null : (
          <div key={label}>
            {label}: {format.loss(value)}
          </div>
        ),
      )}
    </div>
  );
}
