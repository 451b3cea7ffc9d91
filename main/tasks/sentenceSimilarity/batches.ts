import { NOT_WRONG } from '../../ml/heads/sentencePairs.ts';
import { EpochBatches, inOrder } from '../../ml/train/epochBatches.ts';
import type { Batch, BatchPosition } from '../../ml/train/task.ts';
import type { Pair, PairCorpus } from './corpus.ts';

/** B pairs of texts of at most T tokens, padded at the end; of a longer one, the beginning. */
export interface PairBatch extends Batch {
  values: { ids: Int32Array; lengths: Int32Array; mask: Float32Array };
}

/** Every pair once an epoch, in another order each time. */
export const pairBatches = (corpus: PairCorpus, B: number, T: number, start: number | BatchPosition) =>
  new EpochBatches(corpus.pairs.length, B, (places) => pairBatch(corpus, places, B, T), start);

/** Pairs once, in their own order; the last batch is filled up with what does not count. */
export const evaluationBatches = (corpus: PairCorpus, B: number, T: number): Generator<PairBatch> =>
  inOrder(corpus.pairs.length, B, (places) => pairBatch(corpus, places, B, T));

function pairBatch({ ids, pairs: all }: PairCorpus, places: readonly number[], B: number, T: number): PairBatch {
  const pairs = places.map((place) => all[place] as Pair);
  const values = { ids: new Int32Array(2 * B * T), lengths: new Int32Array(2 * B).fill(1), mask: maskOf(pairs, B) };
  const weights = new Float32Array(B);
  for (const [row, { first, second, end }] of pairs.entries()) {
    for (const [place, from, to] of [
      [row, first, second],
      [B + row, second, end],
    ] as const) {
      const text = ids.subarray(from, Math.min(to, from + T));
      values.ids.set(text, place * T);
      values.lengths[place] = text.length;
    }
    weights[row] = 1;
  }
  return { values, weights };
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
