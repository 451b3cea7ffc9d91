import { EpochBatches, inOrder, type MakeBatch } from '../../ml/train/epochBatches.ts';
import type { BatchPosition } from '../../ml/train/task.ts';
import { type TextBatch, textBatch } from '../texts/textBatch.ts';
import type { ScoredCorpus } from './corpus.ts';
import { type Scale, standardised } from './scale.ts';

/** Numbers are standardised. */
export type ScoredBatch = TextBatch<{ targets: Float32Array }>;

/** How a corpus is cut into batches. */
export interface ScoredShape {
  scale: Scale;
  B: number;
  T: number;
}

const batchOf =
  (corpus: ScoredCorpus, { scale, B, T }: ScoredShape): MakeBatch<ScoredBatch> =>
  (texts) => {
    const targets = new Float32Array(B);
    targets.set(texts.map((text) => standardised(scale, corpus.numbers[text] as number)));
    return textBatch(corpus, texts, { batchSize: B, contextLength: T }, { targets });
  };

/** Every text once an epoch, in another order each time. */
export const scoredBatches = (corpus: ScoredCorpus, shape: ScoredShape, start: number | BatchPosition) =>
  new EpochBatches(corpus.numbers.length, shape.B, batchOf(corpus, shape), start);

/** The corpus once, in its own order; the last batch is filled up with rows that do not count. */
export const evaluationBatches = (corpus: ScoredCorpus, shape: ScoredShape): Generator<ScoredBatch> =>
  inOrder(corpus.numbers.length, shape.B, batchOf(corpus, shape));
