import { PAD_ID } from '../../../shared/domain/model.ts';
import { Random } from '../random.ts';
import type { Corpus } from './corpusFormat.ts';

/** B windows of T tokens, row by row. `weights` is 1 where the target counts. */
export interface Batch {
  ids: Int32Array;
  targets: Int32Array;
  weights: Float32Array;
  shape: [B: number, T: number];
}

/**
 * Packs documents one after another and cuts the stream into windows: no position is padding. Every epoch has the documents in another
 * order. The same corpus, sizes and seed give the same batches for ever.
 */
export function* trainingBatches(
  corpus: Corpus,
  B: number,
  T: number,
  seed: number,
): Generator<Batch, never, undefined> {
  const stream = endlessTokens(corpus, new Random(seed));
  let previous = stream.next().value;
  for (;;) {
    const batch = emptyBatch(B, T);
    for (let index = 0; index < B * T; index++) {
      const next = stream.next().value;
      batch.ids[index] = previous.id;
      batch.targets[index] = next.id;
      batch.weights[index] = next.counts ? 1 : 0;
      previous = next;
    }
    yield batch;
  }
}

/** The corpus once, in its own order; the last batch is filled up with padding that does not count. */
export function* evaluationBatches(corpus: Corpus, B: number, T: number): Generator<Batch, void, undefined> {
  const { ids, counts } = corpus;
  const targets = ids.length - 1;
  for (let start = 0; start < targets; start += B * T) {
    const batch = emptyBatch(B, T);
    const filled = Math.min(B * T, targets - start);
    batch.ids.fill(PAD_ID, filled);
    batch.targets.fill(PAD_ID, filled);
    for (let index = 0; index < filled; index++) {
      batch.ids[index] = ids[start + index] as number;
      batch.targets[index] = ids[start + index + 1] as number;
      batch.weights[index] = counts[start + index + 1] as number;
    }
    yield batch;
  }
}

/** Number of targets that count. */
export function countTargets({ weights }: Batch): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** A batch as the inputs of a `trainingProgram`. `allTargets` counts those of the whole step, over which the weights sum to 1. */
export function batchInputs({ ids, targets, weights }: Batch, allTargets: number) {
  const scale = 1 / Math.max(1, allTargets);
  return { ids, targets, weights: weights.map((weight) => weight * scale) };
}

function emptyBatch(B: number, T: number): Batch {
  const size = B * T;
  return {
    ids: new Int32Array(size),
    targets: new Int32Array(size),
    weights: new Float32Array(size),
    shape: [B, T],
  };
}

function* endlessTokens(corpus: Corpus, random: Random): Generator<{ id: number; counts: boolean }, never, undefined> {
  const order = Uint32Array.from({ length: corpus.documents }, (_, index) => index);
  for (;;) {
    random.shuffle(order);
    for (const document of order) {
      const [start, end] = corpus.range(document);
      for (let index = start; index < end; index++) {
        yield { id: corpus.ids[index] as number, counts: corpus.counts[index] === 1 };
      }
    }
  }
}
