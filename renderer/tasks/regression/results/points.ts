import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';

/** A held-out row: what it has, and what the model says. */
export interface Point {
  row: number;
  text: string;
  actual: number;
  predicted: number;
}

/** Of rows whose texts are numbers. */
export const pointsOf = (rows: readonly MeasuredText[]): Point[] =>
  rows
    .map(({ row, prompt, reference, output }) => ({
      row,
      text: prompt,
      actual: Number(reference),
      predicted: Number(output),
    }))
    .filter(({ actual, predicted }) => Number.isFinite(actual) && Number.isFinite(predicted));

/** The same for both axes, so that what is right lies on the diagonal. */
export function rangeOf(points: readonly Point[]): [least: number, most: number] {
  const all = points.flatMap(({ actual, predicted }) => [actual, predicted]);
  return [Math.min(...all), Math.max(...all)];
}

/** The largest errors first. */
export const worstOf = (points: readonly Point[], count: number): Point[] =>
  [...points]
    .sort((one, other) => Math.abs(other.predicted - other.actual) - Math.abs(one.predicted - one.actual))
    .slice(0, count);
