import { METRIC_NAMES, type MetricName, type MetricUnit, metricOf } from '../../../../shared/domain/runs/metrics.ts';
import { inFourDigits } from '../../../../shared/domain/tasks/fourDigits.ts';
import { choicesOf, type Recipe } from '../../../../shared/domain/tasks/index.ts';
import type { Format } from '../../../ui/format.ts';

/** How values of a unit are drawn and written. */
export interface UnitStyle {
  range?: 'from0' | 'percent' | 'share';
  format: (value: number, format: Format) => string;
  /** The newest value, where the numbers of the axis are too short for it. */
  figure?: (value: number, format: Format) => string;
  exact: (value: number, format: Format) => string;
}

const exact = (value: number, format: Format) => format.exact(value);

export const UNITS: Record<MetricUnit, UnitStyle> = {
  nats: { format: (value, format) => format.loss(value), exact },
  perplexity: {
    format: (value, format) =>
      value < 10_000 ? format.number(value) : value < 1e12 ? format.compact(value) : value.toExponential(0),
    exact,
  },
  rate: { range: 'from0', format: (value, format) => format.number(value, 6), exact },
  norm: { format: (value, format) => format.number(value, 3), exact },
  tokensPerSecond: {
    range: 'from0',
    format: (value, format) => (value < 100_000 ? format.integer(value) : format.compact(value)),
    exact,
  },
  percent: {
    range: 'percent',
    format: (value, format) => format.percent(value / 100),
    exact: (value, format) => `${format.exact(value)}%`,
  },
  bytes: {
    range: 'from0',
    format: (value, format) => format.bytes(value),
    exact: (value, format) => `${format.bytes(value)} (${format.integer(value)})`,
  },
  share: {
    range: 'share',
    format: (value, format) => format.percent(value),
    exact: (value, format) => `${format.exact(100 * value)}%`,
  },
  score: { range: 'percent', format: (value, format) => format.number(value, 1), exact },
  value: {
    range: 'from0',
    format: (value, format) => format.number(inFourDigits(value), 12),
    exact,
  },
  coefficient: {
    format: (value, format) => format.number(value, 2),
    figure: (value, format) => format.fixed(value, 3),
    exact,
  },
  bits: {
    range: 'from0',
    format: (value, format) => format.number(value, 2),
    figure: (value, format) => format.fixed(value, 3),
    exact,
  },
};

const small = METRIC_NAMES.filter((name) => !metricOf(name).large && !metricOf(name).beside);

/** The metrics that have a small chart of their own, in the order of the page: measures of texts say most. */
export const SMALL_CHARTS: readonly MetricName[] = [
  ...small.filter((name) => metricOf(name).interval),
  ...small.filter((name) => !metricOf(name).interval),
];

/** The metric that is drawn beside another one. */
export const besideOf = (name: MetricName): MetricName | undefined =>
  METRIC_NAMES.find((other) => metricOf(other).beside === name);

/** Whether it says something of such a run: only where the loss is cross-entropy is its exponential a perplexity. */
export const saysSomething = (name: MetricName, recipe: Recipe): boolean =>
  metricOf(name).unit !== 'perplexity' || choicesOf(recipe) !== null;

/**
 * Not there for every run: old ones lack it, graphics processors are measured only where one computes, and a recipe without inputs has no
 * texts to hold others against.
 */
export function mayBeMissing(name: MetricName): boolean {
  const { always, derived, at } = metricOf(name);
  return at === 'usage' || !(always || derived);
}
