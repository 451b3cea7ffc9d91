import { smooth, smoothingWeight } from '../insights/curve.ts';
import { type ComparedRun, tokensAt } from './comparison.ts';

/** What the curves are laid along. Times are in seconds. */
export type CompareAxis = 'step' | 'tokens' | 'time';

export interface Series {
  /** Ascending. */
  x: number[];
  y: number[];
}

/** One place on the axis with the value of every run there; `null` where a run has none. */
export interface OverlayRow {
  x: number;
  values: (number | null)[];
}

/** Places on the axis that are drawn at most, besides those that were measured. */
const GRID_POINTS = 240;

/** The training loss, smoothed by the same mean as on the page of the run, as much as fits its length. */
export function trainingSeries({ run, curve }: ComparedRun, axis: CompareAxis): Series {
  const smoothed = smooth(curve.losses, smoothingWeight(curve.losses.length));
  return onAxis(
    curve.steps.map((step, index) => ({ step, loss: smoothed[index] as number })),
    { run, curve },
    axis,
  );
}

export function validationSeries(compared: ComparedRun, axis: CompareAxis): Series {
  return onAxis(
    compared.curve.evaluations.map(({ step, validationLoss }) => ({ step, loss: validationLoss })),
    compared,
    axis,
  );
}

function onAxis(points: { step: number; loss: number }[], { run, curve }: ComparedRun, axis: CompareAxis): Series {
  const finite = points.filter(({ loss }) => Number.isFinite(loss));
  const elapsed: Series = { x: curve.steps, y: curve.elapsedMs };
  const place = (step: number) => {
    if (axis === 'step') return step;
    if (axis === 'tokens') return tokensAt(run, step);
    // An evaluation before the first step took no time of training.
    return (valueAt(elapsed, step) ?? (step < (curve.steps[0] ?? 0) ? 0 : (curve.elapsedMs.at(-1) ?? 0))) / 1000;
  };
  return { x: finite.map(({ step }) => place(step)), y: finite.map(({ loss }) => loss) };
}

/** Linear between the points of a series; `null` beyond its ends. */
export function valueAt({ x, y }: Series, at: number): number | null {
  const next = x.findIndex((place) => place >= at);
  if (next < 0) return null;
  const right = x[next] as number;
  if (right === at) return y[next] as number;
  if (next === 0) return null;
  const left = x[next - 1] as number;
  const [from, to] = [y[next - 1] as number, y[next] as number];
  return from + ((at - left) / (right - left)) * (to - from);
}

/**
 * Curves with places of their own as rows with a value for each: at even distances over the whole axis, and at every place in `exact`,
 * so that what was measured there is drawn as it is.
 */
export function overlay(series: readonly Series[], { exact = false }: { exact?: boolean } = {}): OverlayRow[] {
  const all = series.flatMap(({ x }) => x);
  if (all.length === 0) return [];
  const least = all.reduce((a, b) => Math.min(a, b));
  const most = all.reduce((a, b) => Math.max(a, b));
  const grid = Array.from({ length: GRID_POINTS + 1 }, (_, index) => least + (index * (most - least)) / GRID_POINTS);
  // A curve's ends are always its own.
  const ends = series.flatMap(({ x }) => (x.length === 0 ? [] : [x[0] as number, x.at(-1) as number]));
  const places = [...new Set([...grid, ...ends, ...(exact ? all : [])])].sort((a, b) => a - b);
  return places.map((x) => ({ x, values: series.map((one) => valueAt(one, x)) }));
}

/** What a logarithmic axis can show. */
export const positiveRows = (rows: readonly OverlayRow[]): OverlayRow[] =>
  rows.map(({ x, values }) => ({ x, values: values.map((value) => (value !== null && value > 0 ? value : null)) }));
