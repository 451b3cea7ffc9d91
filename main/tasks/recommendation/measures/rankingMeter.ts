import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { historyText } from '../../../../shared/domain/tasks/history.ts';
import { AnswerMeter } from '../../answers/answerMeter.ts';
import type { RivalAnswers } from '../../answers/answerReport.ts';
import { FIRST_ITEM_ID, type History } from '../corpus.ts';
import { type Ranking, rankingOf } from '../ranking.ts';
import { measureRankings, rivalRankings } from './measureRankings.ts';

export interface RankingMeterRequest {
  items: readonly string[];
  /** Ids in all, with what is no item. */
  vocabulary: number;
  /** Users whose last item is left out. */
  held: readonly History[];
  /** Their rows, with histories as texts, as many as are kept. */
  rows: readonly HeldOutRow[];
  rivals: RivalAnswers<Ranking>;
  /** Of the intervals. */
  seed: number;
}

/** Ranks what an evaluation computes anyway. */
export const rankingMeter = (request: RankingMeterRequest): AnswerMeter<Ranking> => {
  const { items, vocabulary, held, rows, rivals, seed } = request;
  return new AnswerMeter<Ranking>({
    split: held.map(({ row }) => row),
    rows,
    *read({ start = 0 }, outputs) {
      const scores = outputs.get('scores') as Float32Array;
      for (let row = 0; row * vocabulary < scores.length && start + row < held.length; row++) {
        const first = row * vocabulary + FIRST_ITEM_ID;
        const own = (held[start + row] as History).items;
        const ofItems = scores.subarray(first, first + items.length);
        yield [start + row, rankingOf(ofItems, own.subarray(0, -1), own.at(-1) as number)];
      }
    },
    measure(answers, withRivals) {
      const own = Array.from(answers.keys(), (place) => (held[place] as History).row);
      return measureRankings([...answers.values()], items.length, seed, withRivals ? rivalRankings(rivals, own) : null);
    },
    written: (row, { top }) => ({ ...row, output: historyText(top.map((item) => items[item] ?? '')) }),
  });
};
