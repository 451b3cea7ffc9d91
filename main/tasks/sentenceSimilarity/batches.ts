import { NOT_WRONG } from '../../ml/heads/sentencePairs.ts';
import { rowGroups } from '../../ml/rowGroups.ts';
import { EpochBatches, inOrder } from '../../ml/train/epochBatches.ts';
import type { Batch, BatchPosition } from '../../ml/train/task.ts';
import { type Pair, type PairCorpus, tokensOf } from './corpus.ts';

/** B pairs of texts of at most T tokens, padded at the end; of a longer one, the beginning. */
export interface PairBatch extends Batch {
  values: { ids: Int32Array; lengths: Int32Array; mask: Float32Array };
}

/** Every pair once an epoch, in another order each time. @param rows tokens of rows that there are, ascending */
export const pairBatches = (corpus: PairCorpus, B: number, rows: readonly number[], start: number | BatchPosition) =>
  new EpochBatches(rowGroups(rows, tokensOf(corpus)), B, (places, T) => pairBatch(corpus, places, B, T), start);

/**
 * Pairs once, in their own order, which says among which others each has to be found; the last batch is filled up with what does not count.
 */
export const evaluationBatches = (corpus: PairCorpus, B: number, rows: readonly number[]): Generator<PairBatch> =>
  inOrder(rowGroups(rows, tokensOf(corpus)), B, (places, T) => pairBatch(corpus, places, B, T));

function pairBatch({ ids, pairs: all }: PairCorpus, places: readonly number[], B: number, T: number): PairBatch {
  const pairs = places.map((place) => all[place] as Pair);
  const values = { ids: new Int32Array(2 * B * T), lengths: new Int32Array(2 * B).fill(1), mask: maskOf(pairs, B) };
  const weights = new Float32Array(B);
  let textTokens = 0;
  for (const [row, { first, second, end }] of pairs.entries()) {
    for (const [place, from, to] of [
      [row, first, second],
      [B + row, second, end],
    ] as const) {
      const text = ids.subarray(from, Math.min(to, from + T));
      values.ids.set(text, place * T);
      values.lengths[place] = text.length;
      textTokens += text.length;
    }
    weights[row] = 1;
  }
  return { values, weights, textTokens };
}

/** Another pair's second text is no wrong answer where it is the same, or belongs to the same first text; what only fills up is none either. */
function maskOf(pairs: readonly Pair[], B: number): Float32Array {
  const mask = new Float32Array(B * B);
  for (let row = 0; row < B; row++) {
    const own = pairs[row];
    for (let column = 0; column < B; column++) {
      const other = pairs[column];
      if (row === column) continue;
      if (!other || own?.firstText === other.firstText || own?.secondText === other.secondText)
        mask[row * B + column] = NOT_WRONG;
    }
  }
  return mask;
}
