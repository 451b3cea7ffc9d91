import { MEASURE_NAMES } from '../../../../shared/domain/models/measures.ts';
import type { SeriesName } from '../../../../shared/domain/runs/chart.ts';
import type { Format } from '../../../ui/format.ts';
import type { Metric } from './MetricChart.tsx';

const exact = (value: number, format: Format) => format.exact(value);
const percent = (value: number, format: Format) => format.percent(value / 100);
const exactPercent = (value: number, format: Format) => `${format.exact(value)}%`;
const share = (value: number, format: Format) => format.percent(value);
const exactShare = (value: number, format: Format) => `${format.exact(100 * value)}%`;
const bytes = (value: number, format: Format) => format.bytes(value);
const exactBytes = (value: number, format: Format) => `${format.bytes(value)} (${format.integer(value)})`;

/** The small charts in the order of the page. */
export const METRICS: readonly Metric[] = [
  { series: 'field_fidelity', range: 'share', format: share, exact: exactShare },
  { series: 'exact_match', range: 'share', format: share, exact: exactShare },
  { series: 'chrf', range: 'percent', format: (value, format) => format.number(value, 1), exact },
  { series: 'copied_spans', range: 'share', format: share, exact: exactShare },
  {
    ...{ series: 'bitsPerByte', range: 'from0', exact },
    format: (value, format) => format.number(value, 2),
    figure: (value, format) => format.fixed(value, 3),
  },
  {
    series: 'perplexity',
    validation: 'validationPerplexity',
    noisy: true,
    logarithmic: true,
    format: (value, format) =>
      value < 10_000 ? format.number(value) : value < 1e12 ? format.compact(value) : value.toExponential(0),
    exact,
  },
  { series: 'learning_rate', range: 'from0', format: (value, format) => format.number(value, 6), exact },
  { series: 'grad_norm', noisy: true, logarithmic: true, format: (value, format) => format.number(value, 3), exact },
  {
    series: 'tokensPerSecond',
    noisy: true,
    range: 'from0',
    format: (value, format) => (value < 100_000 ? format.integer(value) : format.compact(value)),
    exact,
  },
  { series: 'cpuPercent', range: 'percent', format: percent, exact: exactPercent },
  { series: 'rssBytes', range: 'from0', format: bytes, exact: exactBytes },
  { series: 'gpuPercent', range: 'percent', format: percent, exact: exactPercent },
  { series: 'gpuMemoryBytes', range: 'from0', format: bytes, exact: exactBytes },
];

const MAY_BE_MISSING: readonly SeriesName[] = [
  ...(['cpuPercent', 'rssBytes', 'gpuPercent', 'gpuMemoryBytes'] as const),
  ...MEASURE_NAMES,
];

/**
 * Not there for every run: old ones lack it, graphics processors are measured only where one computes, and a recipe without inputs has no
 * texts to hold others against.
 */
export const mayBeMissing = (series: SeriesName): boolean => MAY_BE_MISSING.includes(series);
