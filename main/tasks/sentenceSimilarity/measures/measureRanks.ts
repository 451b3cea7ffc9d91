import type { MeasureReport, Measures } from '../../../../shared/domain/models/measures.ts';
import { bootstrappedMean, shareOf } from '../../../ml/measures/intervals.ts';
import { answerReport, ofAllRows, type RivalAnswers } from '../../answers/answerReport.ts';

const TOP = 10;

/** A rank of each of the rows, by a cheap model. */
export interface NamedRanks {
  name: string;
  ranks: readonly number[];
}

/** Of the rivals that say something of each of the rows. */
export const rivalRanks = (rivals: RivalAnswers<number>, rows: readonly number[]): NamedRanks[] =>
  ofAllRows(rivals, rows).map(({ name, answers }) => ({ name, ranks: answers }));

/**
 * Measures where rows' own texts stand. `null` where there are none.
 *
 * @param ours the ranks, from 1 on
 * @param seed of the intervals, which are over rows
 * @param rivals `null` where none is measured
 */
export function measureRanks(
  ours: readonly number[],
  seed: number,
  rivals: readonly NamedRanks[] | null,
): Omit<MeasureReport, 'createdAt'> | null {
  if (ours.length === 0) return null;
  return answerReport(ours.length, seed, {
    metrics: rankFigures(ours, seed),
    rivals:
      rivals?.map(({ name, ranks }) => ({
        name,
        metrics: rankFigures(ranks, seed),
        gains: gains(ours, ranks, seed),
      })) ?? null,
  });
}

const within = (most: number) => (rank: number) => (rank <= most ? 1 : 0);
const reciprocal = (rank: number) => 1 / rank;

function rankFigures(ranks: readonly number[], seed: number): Measures {
  const share = (most: number) => shareOf(ranks.filter((rank) => rank <= most).length, ranks.length);
  return {
    recall_at_1: share(1),
    recall_at_10: share(TOP),
    reciprocal_rank: bootstrappedMean(ranks.map(reciprocal), seed),
  };
}

function gains(ours: readonly number[], theirs: readonly number[], seed: number): Measures {
  const mean = (of: (rank: number) => number) =>
    bootstrappedMean(
      ours.map((rank, place) => of(rank) - of(theirs[place] as number)),
      seed,
    );
  return { recall_at_1: mean(within(1)), recall_at_10: mean(within(TOP)), reciprocal_rank: mean(reciprocal) };
}
