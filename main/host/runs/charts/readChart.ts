import { type Chart, MAX_POINTS, recentSteps, type Series } from '../../../../shared/domain/runs/chart.ts';
import { learnedPerStep } from '../../../../shared/domain/runs/learnedPerStep.ts';
import { METRIC_NAMES, type MetricName, metricOf, USAGE_METRICS } from '../../../../shared/domain/runs/metrics.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import type { ChartStore } from '../../../db/chartStore.ts';
import type { Point } from '../../../db/pointStore.ts';
import type { Stores } from '../../../db/stores.ts';
import { type Stretch, SUMMARIZED, type SummarizedMetric, stretchOf } from '../../../db/summaryStore.ts';
import { ChartClock } from './chartClock.ts';
import { type DrawnPoint, decimate } from './decimate.ts';

/** The large chart has both losses in one list of at most `MAX_POINTS`; the small ones are too narrow for more. */
const POINTS = { loss: MAX_POINTS - 100, validationLoss: 100, small: 160 };

export interface ChartRange {
  from?: number | undefined;
  /** The newest step where it is left out. */
  to?: number | undefined;
}

/**
 * Reads a part of a run for drawing. Takes some milliseconds, whatever its length: a handful of queries, each of a range.
 *
 * @param clock kept from one picture of the same run to the next
 */
export function readChart(
  { runs, charts }: Pick<Stores, 'runs' | 'charts'>,
  run: Run,
  range: ChartRange,
  clock = new ChartClock(charts, run.id),
): Chart {
  const { steps, evaluations } = runs.newest(run.id);
  const latest = steps[0] ?? null;
  const lastStep = Math.max(latest?.step ?? 0, evaluations[0]?.step ?? 0);
  const from = range.from ?? 0;
  const to = Math.max(from, Math.min(range.to ?? lastStep, lastStep));
  return {
    from,
    to,
    lastStep,
    tokensPerStep: learnedPerStep(run),
    latest,
    recentLoss: charts.recentLoss(run.id, recentSteps(lastStep)),
    series: {
      ...stepSeries({ charts, clock }, run.id, from, to),
      ...usageSeries(charts, run.id, from, to),
      ...evaluationSeries({ charts, clock }, run.id, from, to),
    } as Record<MetricName, Series>,
    sampleSteps: thinned(charts.sampleSteps(run.id, from, to)),
    newestSamples: charts.newestSamples(run.id),
  };
}

/** What is drawn of single steps, of the validation loss, and what is computed from either. */
function stepSeries(
  { charts, clock }: { charts: ChartStore; clock: ChartClock },
  runId: string,
  from: number,
  to: number,
): Partial<Record<MetricName, Series>> {
  const stretches = new Map(SUMMARIZED.map((name) => [name, charts.stretches(runId, name, from, to)]));
  const points = METRIC_NAMES.flatMap((name): [MetricName, DrawnPoint[]][] => {
    const { derived, at, large } = metricOf(name);
    const known = stretches.get((derived?.from ?? name) as SummarizedMetric);
    if (!known) return [];
    const most = at === 'evaluation' ? POINTS.validationLoss : large ? POINTS.loss : POINTS.small;
    const drawn = decimate(known, most);
    return [[name, derived ? computed(drawn, derived.by) : drawn]];
  });
  clock.prepare(points.flatMap(([, series]) => series.map(({ step }) => step)));
  const dated = (series: readonly DrawnPoint[]) =>
    columns(series.map((point) => ({ ...point, elapsedMs: clock.at(point.step) })));
  return Object.fromEntries(points.map(([name, series]) => [name, dated(series)]));
}

/** Each grows with what it is computed from: what is lowest and highest of one is so of the other. */
function computed(points: readonly DrawnPoint[], by: (value: number) => number): DrawnPoint[] {
  return points
    .map(({ step, value, mean }) => ({ step, value: by(value), mean: mean === null ? null : by(mean) }))
    .filter(({ value, mean }) => Number.isFinite(value) && Number.isFinite(mean ?? 0));
}

/** What only evaluations have, the validation loss apart. */
function evaluationSeries(
  { charts, clock }: { charts: ChartStore; clock: ChartClock },
  runId: string,
  from: number,
  to: number,
): Partial<Record<MetricName, Series>> {
  const names = METRIC_NAMES.filter((name) => {
    const { at, derived } = metricOf(name);
    return at === 'evaluation' && !derived && name !== 'validationLoss';
  });
  const series = names.map((metric) => {
    const known = charts.points(runId, metric, from, to);
    const points = decimate(
      known.map(({ step, value }) => stretchOf(step, value)),
      POINTS.small,
    );
    clock.prepare(points.map(({ step }) => step));
    return [metric, columns(points.map((point) => ({ ...point, elapsedMs: clock.at(point.step) })))];
  });
  return Object.fromEntries(series);
}

function usageSeries(charts: ChartStore, runId: string, from: number, to: number): Partial<Record<MetricName, Series>> {
  const series = USAGE_METRICS.map((name) => {
    const known = charts.points(runId, name, from, to);
    // Several may be of one step, so they go by their place in the list.
    const stretches: Stretch[] = known.map(({ value }, index) => stretchOf(index, value));
    const points = decimate(stretches, POINTS.small).map((point) => {
      const { step, elapsedMs } = known[point.step] as Point;
      return { ...point, step, elapsedMs: elapsedMs ?? 0 };
    });
    return [name, columns(points)];
  });
  return Object.fromEntries(series);
}

const columns = (points: readonly (DrawnPoint & { elapsedMs: number })[]): Series => ({
  step: points.map(({ step }) => step),
  elapsedMs: points.map(({ elapsedMs }) => elapsedMs),
  value: points.map(({ value }) => value),
  mean: points.map(({ mean }) => mean),
});

/** The first and the last, and others at equal distances. */
function thinned(steps: readonly number[]): number[] {
  if (steps.length <= MAX_POINTS) return [...steps];
  const distance = (steps.length - 1) / (MAX_POINTS - 1);
  return Array.from({ length: MAX_POINTS }, (_, index) => steps[Math.round(index * distance)] as number);
}
