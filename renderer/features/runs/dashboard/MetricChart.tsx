import { Paper } from '@mantine/core';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chart, Series } from '../../../../shared/domain/runs/chart.ts';
import { type MetricName, metricOf } from '../../../../shared/domain/runs/metrics.ts';
import { isGoing, type Run } from '../../../../shared/domain/runs/run.ts';
import { useFormat } from '../../../ui/format.ts';
import { useMetricWords } from '../../../ui/useMetricWords.ts';
import { ChartPanel } from './ChartPanel.tsx';
import { chartRows, type Scale } from './chartData.ts';
import { useChartPreferences } from './chartPreferences.ts';
import type { LineStyle } from './LinePlot.tsx';
import { besideOf, UNITS } from './metrics.ts';
import { useWhileInView } from './useWhileInView.ts';
import type { StepRange } from './zoom.ts';

const HEIGHT = 164;

interface Props {
  metric: MetricName;
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
  const words = useMetricWords();
  const { smoothing, logarithmic, focused } = useChartPreferences();
  const isOver = !isGoing(run.state);
  const { ref, seen: chart } = useWhileInView(newest, null, (seen) => isTurn || isOver || seen?.from !== newest.from);

  const { noisy = false, logarithmic: canBeLogarithmic = false, unit } = metricOf(metric);
  const style = UNITS[unit];
  const { range } = style;
  const series = chart?.series[metric] ?? NOTHING;
  const beside = besideOf(metric);
  const validation = beside && chart?.series[beside];
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
  const formatValue = useMemo(() => (value: number) => style.format(value, format), [style, format]);
  const exactValue = (value: number) => style.exact(value, format);

  const title = words(metric).label;
  const last = series.value.at(-1);
  const now = last === undefined ? t('tile.nothing') : (style.figure ?? style.format)(last, format);
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
        logarithmic={logarithmic && canBeLogarithmic}
        {...(fixedRange && { fixedRange })}
        {...{ rows, lines, scale, focused, formatValue, exactValue, whole, onZoom }}
      />
    </Paper>
  );
});
