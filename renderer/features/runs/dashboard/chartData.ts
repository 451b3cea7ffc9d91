import type { Series } from '../../../../shared/domain/runs/chart.ts';
import { smooth } from '../insights/curve.ts';
import type { Axis } from './chartPreferences.ts';

/** One place on the horizontal axis, with what is drawn there. A place of a validation loss has no training loss, and the other way round. */
export interface Row {
  x: number;
  step: number;
  elapsedMs: number;
  raw?: number;
  smoothed?: number;
  validation?: number;
  /** Of the model that the run started from: at both ends, the same. */
  base?: number;
}
export type LineName = 'raw' | 'smoothed' | 'validation' | 'base';

export interface Scale {
  axis: Axis;
  tokensPerStep: number;
}

function xOf({ step, elapsedMs }: Pick<Row, 'step' | 'elapsedMs'>, { axis, tokensPerStep }: Scale): number {
  switch (axis) {
    case 'step':
      return step;
    case 'tokens':
      return step * tokensPerStep;
    case 'time':
      return elapsedMs;
    default:
      throw axis satisfies never;
  }
}

/** The smoothed means of a series, each in the middle of its stretch, which ends at the point that has the mean; the last one at its end, too. */
export function smoothedMeans({ mean }: Series, weight: number): (number | undefined)[] {
  const known = mean.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const averages = smooth(
    known.map(({ value }) => value),
    weight,
  );
  const all: (number | undefined)[] = mean.map(() => undefined);
  for (const [place, { index }] of known.entries()) {
    const begin = (known[place - 1]?.index ?? -1) + 1;
    all[Math.floor((begin + index) / 2)] = averages[place];
  }
  const last = known.at(-1);
  if (last) all[last.index] = averages.at(-1);
  return all;
}

interface Drawn {
  series: Series;
  /** Weight of the next neighbour; `null` draws no smoothed line. */
  smoothing: number | null;
  validation?: Series | undefined;
  /** Validation loss of the model that the run started from: a line across. */
  base?: number | null;
}

/** What a chart draws, from left to right. */
export function chartRows({ series, smoothing, validation, base = null }: Drawn, scale: Scale): Row[] {
  const averages = smoothing === null ? [] : smoothedMeans(series, smoothing);
  const at = (from: Series, index: number) => {
    const place = { step: from.step[index] as number, elapsedMs: from.elapsedMs[index] as number };
    return { ...place, x: xOf(place, scale) };
  };
  const rows: Row[] = series.value.map((raw, index) => {
    const smoothed = averages[index];
    return { ...at(series, index), raw, ...(smoothed === undefined ? {} : { smoothed }) };
  });
  const others = validation?.value.map((value, index): Row => ({ ...at(validation, index), validation: value })) ?? [];
  // Both ascend; in places of the same step the validation comes after the step that it was made at.
  const drawn = [...rows, ...others].sort((a, b) => a.x - b.x);
  if (base !== null) for (const end of [drawn[0], drawn.at(-1)]) if (end) end.base = base;
  return drawn;
}

const LINES: readonly LineName[] = ['raw', 'smoothed', 'validation', 'base'];

/** What a logarithmic axis can show: it has no place for 0 or less. */
export function positiveOnly(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const positive = { ...row };
    for (const line of LINES) if ((positive[line] ?? 1) <= 0) delete positive[line];
    return positive;
  });
}

/** Part of the values that clipping leaves out, at either end. */
const CLIPPED_SHARE = 0.02;
/** Part of a run in which the loss falls from that of a model that knows nothing: it tells little, and would press the rest flat. */
const START_SHARE = 0.05;
/** Of fewer places, none is left out as the start. */
const LEAST_PLACES = 40;

/**
 * Lowest and highest of what is drawn; `focused`, without outliers and without the height that the first steps begin at. `null` where
 * nothing is drawn.
 *
 * @param keepsLowest of losses, which have an end below: the lowest presses nothing flat, and no line is to leave the chart there
 */
export function valueRange(rows: readonly Row[], focused: boolean, keepsLowest = false): [number, number] | null {
  if (focused) {
    // Validation losses are few: none of them is an outlier.
    const range = (some: readonly Row[]) =>
      union(LINES.map((line) => quantiles(some, line, line === 'validation' || line === 'base' ? 0 : CLIPPED_SHARE)));
    const [all, rest] = [range(rows), range(withoutStart(rows))];
    // The lowest of a mean is no outlier, and mostly where the run stands now: its line is not to leave the chart below.
    const lowest = (line: LineName) => quantiles(rows, line, 0)?.[0] ?? Number.POSITIVE_INFINITY;
    const low = Math.min(lowest('smoothed'), ...(keepsLowest ? [lowest('raw')] : []));
    return all && [Math.min(all[0], low), (rest ?? all)[1]];
  }
  return union(LINES.map((line) => quantiles(rows, line, 0)));
}

/** Of a part of a run that does not begin with its first steps, nothing is left out. */
function withoutStart(rows: readonly Row[]): readonly Row[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || rows.length < LEAST_PLACES || first.step > 1) return rows;
  const begin = first.x + START_SHARE * (last.x - first.x);
  return rows.filter(({ x }) => x >= begin);
}

/** The highest of what is drawn; `null` where nothing is. */
export const highestOf = (rows: readonly Row[]): number | null =>
  union(LINES.map((line) => quantiles(rows, line, 0)))?.[1] ?? null;

function quantiles(rows: readonly Row[], line: LineName, share: number): [number, number] | null {
  const values = rows.flatMap((row) => row[line] ?? []).sort((a, b) => a - b);
  if (values.length === 0) return null;
  const last = values.length - 1;
  const skipped = Math.ceil(share * last);
  return [values[Math.min(skipped, last)] as number, values[Math.max(last - skipped, 0)] as number];
}

function union(ranges: readonly ([number, number] | null)[]): [number, number] | null {
  const known = ranges.filter((range) => range !== null);
  if (known.length === 0) return null;
  const [low, high] = [Math.min(...known.flat()), Math.max(...known.flat())];
  return low <= high ? [low, high] : [high, low];
}

/** The drawn place nearest to `x`; `undefined` where nothing is drawn. `rows` ascend. */
export function nearestIndex(rows: readonly { x: number }[], x: number): number | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row).x < x) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [rows[low - 1], rows[low]];
  if (!before || !after) return rows.length === 0 ? undefined : Math.min(low, rows.length - 1);
  return x - before.x <= after.x - x ? low - 1 : low;
}

/** The step at a place on the horizontal axis, by the drawn places around it. */
export function stepAt(rows: readonly Row[], x: number, { axis, tokensPerStep }: Scale): number {
  if (axis === 'step') return Math.round(x);
  if (axis === 'tokens') return Math.round(x / tokensPerStep);
  const after = rows.findIndex((row) => row.x >= x);
  const [left, right] = [rows[after - 1], rows[after]];
  if (!left || !right) return (right ?? rows.at(-1))?.step ?? 0;
  const share = right.x === left.x ? 0 : (x - left.x) / (right.x - left.x);
  return Math.round(left.step + share * (right.step - left.step));
}

/** The place of a step on the horizontal axis. */
export function xAt(rows: readonly Row[], step: number, scale: Scale): number {
  if (scale.axis !== 'time') return xOf({ step, elapsedMs: 0 }, scale);
  const after = rows.findIndex((row) => row.step >= step);
  const [left, right] = [rows[after - 1], rows[after]];
  if (!left || !right) return (right ?? rows.at(-1))?.x ?? 0;
  const share = right.step === left.step ? 1 : (step - left.step) / (right.step - left.step);
  return left.x + share * (right.x - left.x);
}
