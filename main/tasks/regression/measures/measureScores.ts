import type { Measure, MeasureReport, Measures, Rival } from '../../../../shared/domain/models/measures.ts';
import { bootstrapped } from '../../../ml/measures/intervals.ts';
import { answerReport, ofAllRows, type RivalAnswers } from '../../answers/answerReport.ts';

/** What a text's number is, and which one the model says; in the unit of the column. */
export interface Estimate {
  number: number;
  predicted: number;
}

/** What a cheap model says of each of the texts, in the order of the estimates. */
export interface RivalNumbers {
  name: string;
  predicted: readonly number[];
}

/** Of the rivals that say something of each of the rows. */
export const rivalNumbers = (rivals: RivalAnswers<number>, rows: readonly number[]): RivalNumbers[] =>
  ofAllRows(rivals, rows).map(({ name, answers }) => ({ name, predicted: answers }));

/**
 * Measures estimates of rows that were not trained on. `null` where there are none.
 *
 * @param seed of the intervals
 * @param rivals `null` where none is measured
 */
export function measureScores(
  estimates: readonly Estimate[],
  seed: number,
  rivals: readonly RivalNumbers[] | null,
): Omit<MeasureReport, 'createdAt'> | null {
  if (estimates.length === 0) return null;
  return answerReport(estimates.length, seed, {
    metrics: figures(estimates, seed),
    rivals: rivals?.map((rival) => against(rival, estimates, seed)) ?? null,
  });
}

/** @param estimates one at least */
function figures(estimates: readonly Estimate[], seed: number): Measures {
  const of = (figure: (sums: Sums) => number): Measure =>
    bootstrapped(partsOf(estimates), (sums) => figure(sums as unknown as Sums), seed);
  const r2 = isVaried(estimates) ? { r2: of(r2Of) } : {};
  return { mae: of(maeOf), rmse: of(rmseOf), ...r2 };
}

function against({ name, predicted }: RivalNumbers, ours: readonly Estimate[], seed: number): Rival {
  const theirs = ours.map(({ number }, place) => ({ number, predicted: predicted[place] as number }));
  const own = partsOf(ours);
  const both = partsOf(theirs).map((part, place) => [...part, ...(own[place] as Sums)]);
  /** Of the same drawn texts. */
  const gain = (figure: (sums: Sums) => number, sign: number): Measure =>
    bootstrapped(
      both,
      (sums) => sign * (figure(sums.slice(5) as unknown as Sums) - figure(sums.slice(0, 5) as unknown as Sums)),
      seed,
    );
  const r2 = isVaried(ours) ? { r2: gain(r2Of, 1) } : {};
  return { name, metrics: figures(theirs, seed), gains: { mae: gain(maeOf, -1), rmse: gain(rmseOf, -1), ...r2 } };
}

/** Sums over texts: their count, |error|, error², number, number². */
type Sums = [count: number, absolute: number, square: number, number: number, numberSquare: number];

const partsOf = (estimates: readonly Estimate[]): Sums[] => {
  // About their mean, lest the squares of large numbers that differ little drown in rounding.
  const centre = estimates.reduce((sum, { number }) => sum + number, 0) / estimates.length;
  return estimates.map(({ number, predicted }) => {
    const [error, own] = [predicted - number, number - centre];
    return [1, Math.abs(error), error * error, own, own * own];
  });
};

const maeOf = ([count, absolute]: Sums): number => absolute / count;
const rmseOf = ([count, , square]: Sums): number => Math.sqrt(square / count);
/** Of texts that were drawn all alike it says nothing: 0. */
const r2Of = ([count, , square, sum, squares]: Sums): number => {
  const variance = squares - (sum * sum) / count;
  return variance > 1e-12 * squares ? 1 - square / variance : 0;
};

const isVaried = (estimates: readonly Estimate[]): boolean =>
  estimates.some(({ number }) => number !== estimates[0]?.number);
