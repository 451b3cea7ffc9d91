import { EpochBatches, inOrder, type MakeBatch } from '../../ml/train/epochBatches.ts';
import type { BatchPosition } from '../../ml/train/task.ts';
import { type TextBatch, textBatch } from '../texts/textBatch.ts';
import type { LabelledCorpus } from './corpus.ts';

export type LabelledBatch = TextBatch<{ labels: Int32Array }>;

const batchOf =
  (corpus: LabelledCorpus, B: number, T: number): MakeBatch<LabelledBatch> =>
  (texts) => {
    const labels = new Int32Array(B);
    labels.set(texts.map((text) => corpus.labels[text] as number));
    return textBatch(corpus, texts, { batchSize: B, contextLength: T }, { labels });
  };

/** Every text once an epoch, in another order each time. */
export const labelledBatches = (corpus: LabelledCorpus, B: number, T: number, start: number | BatchPosition) =>
  new EpochBatches(corpus.labels.length, B, batchOf(corpus, B, T), start);

/** The corpus once, in its own order; the last batch is filled up with rows that do not count. */
export const evaluationBatches = (corpus: LabelledCorpus, B: number, T: number): Generator<LabelledBatch> =>
  inOrder(corpus.labels.length, B, batchOf(corpus, B, T));
