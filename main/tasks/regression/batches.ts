import { rowGroups } from '../../ml/rowGroups.ts';
import { byGroups, EpochBatches, type MakeBatch } from '../../ml/train/epochBatches.ts';
import type { BatchPosition } from '../../ml/train/task.ts';
import { tokensOf } from '../texts/corpus.ts';
import { type TextBatch, textBatch } from '../texts/textBatch.ts';
import type { ScoredCorpus } from './corpus.ts';
import { type Scale, standardised } from './scale.ts';

/** Numbers are standardised. */
export type ScoredBatch = TextBatch<{ targets: Float32Array }>;

/** How a corpus is cut into batches. */
export interface ScoredShape {
  scale: Scale;
  B: number;
  /** Tokens of rows that there are, ascending. */
  rows: readonly number[];
}

const batchOf =
  (corpus: ScoredCorpus, { scale, B }: ScoredShape): MakeBatch<ScoredBatch> =>
  (texts, T) => {
    const targets = new Float32Array(B);
    targets.set(texts.map((text) => standardised(scale, corpus.numbers[text] as number)));
    return textBatch(corpus, texts, { batchSize: B, contextLength: T }, { targets });
  };

/** Every text once an epoch, in another order each time. */
export const scoredBatches = (corpus: ScoredCorpus, shape: ScoredShape, start: number | BatchPosition) =>
  new EpochBatches(rowGroups(shape.rows, tokensOf(corpus)), shape.B, batchOf(corpus, shape), start);

/** The corpus once; the last batch is filled up with rows that do not count. */
export const evaluationBatches = (corpus: ScoredCorpus, shape: ScoredShape): Generator<ScoredBatch> =>
  byGroups(rowGroups(shape.rows, tokensOf(corpus)), shape.B, batchOf(corpus, shape));
