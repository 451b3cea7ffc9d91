import type { Measure, MeasureReport, Measures } from '../../../../shared/domain/models/measures.ts';
import { bootstrappedDraws, bootstrappedMean, shareOf } from '../../../ml/measures/intervals.ts';
import { answerReport, ofAllRows, type RivalAnswers } from '../../answers/answerReport.ts';
import { type Ranking, TOP } from '../ranking.ts';

/** What a cheap model recommends to each user, in the order of the model's own. */
export interface NamedRankings {
  name: string;
  rankings: readonly Ranking[];
}

/** Of the rivals that say something of each of the users. */
export const rivalRankings = (rivals: RivalAnswers<Ranking>, rows: readonly number[]): NamedRankings[] =>
  ofAllRows(rivals, rows).map(({ name, answers }) => ({ name, rankings: answers }));

/**
 * Measures what was recommended to users. `null` where there are none.
 *
 * @param items how many there are
 * @param seed of the intervals, which are over users
 * @param rivals `null` where none is measured
 */
export function measureRankings(
  ours: readonly Ranking[],
  items: number,
  seed: number,
  rivals: readonly NamedRankings[] | null,
): Omit<MeasureReport, 'createdAt'> | null {
  if (ours.length === 0) return null;
  return answerReport(ours.length, seed, {
    metrics: figures(ours, items, seed),
    rivals:
      rivals?.map(({ name, rankings }) => ({
        name,
        metrics: figures(rankings, items, seed),
        gains: gains(ours, rankings, items, seed),
      })) ?? null,
  });
}

const hit = ({ rank }: Ranking): number => (rank <= TOP ? 1 : 0);
const gain = ({ rank }: Ranking): number => (rank <= TOP ? 1 / Math.log2(1 + rank) : 0);
const reciprocal = ({ rank }: Ranking): number => 1 / rank;

function figures(rankings: readonly Ranking[], items: number, seed: number): Measures {
  const mean = (of: (ranking: Ranking) => number): Measure => bootstrappedMean(rankings.map(of), seed);
  return {
    ndcg_at_10: mean(gain),
    hit_at_10: shareOf(rankings.filter((ranking) => hit(ranking) === 1).length, rankings.length),
    mrr: mean(reciprocal),
    coverage: bootstrappedDraws(rankings.length, (choose) => covered(rankings, items, choose), seed),
  };
}

function gains(ours: readonly Ranking[], theirs: readonly Ranking[], items: number, seed: number): Measures {
  const mean = (of: (ranking: Ranking) => number): Measure =>
    bootstrappedMean(
      ours.map((ranking, place) => of(ranking) - of(theirs[place] as Ranking)),
      seed,
    );
  const coverage = bootstrappedDraws(
    ours.length,
    (choose) => {
      // Of the same drawn users.
      const drawn = Uint32Array.from(ours, (_, index) => choose(index));
      const chosen = (index: number) => drawn[index] as number;
      return covered(ours, items, chosen) - covered(theirs, items, chosen);
    },
    seed,
  );
  return { ndcg_at_10: mean(gain), hit_at_10: mean(hit), mrr: mean(reciprocal), coverage };
}

function covered(rankings: readonly Ranking[], items: number, choose: (index: number) => number): number {
  const seen = new Uint8Array(items);
  let count = 0;
  for (let index = 0; index < rankings.length; index++) {
    for (const item of (rankings[choose(index)] as Ranking).top) {
      if (seen[item] === 0) count++;
      seen[item] = 1;
    }
  }
  return count / items;
}
