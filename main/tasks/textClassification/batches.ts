import { EpochBatches, inOrder, type MakeBatch } from '../../ml/train/epochBatches.ts';
import type { BatchPosition } from '../../ml/train/task.ts';
import { type TextBatch, textBatch } from '../texts/textBatch.ts';
import type { LabelledCorpus } from './corpus.ts';

export type LabelledBatch = TextBatch<{ labels: Int32Array }>;

const batchOf =
  (corpus: LabelledCorpus, B: number, T: number, classWeights?: ArrayLike<number>): MakeBatch<LabelledBatch> =>
  (texts) => {
    const labels = new Int32Array(B);
    labels.set(texts.map((text) => corpus.labels[text] as number));
    const batch = textBatch(corpus, texts, { batchSize: B, contextLength: T }, { labels });
    if (classWeights)
      for (const row of texts.keys()) batch.weights[row] = classWeights[labels[row] as number] as number;
    return batch;
  };

/**
 * Every text once an epoch, in another order each time.
 *
 * @param classWeights what a text of each label counts; 1 where they are left out
 */
export const labelledBatches = (
  corpus: LabelledCorpus,
  B: number,
  T: number,
  start: number | BatchPosition,
  classWeights?: ArrayLike<number>,
) => new EpochBatches(corpus.labels.length, B, batchOf(corpus, B, T, classWeights), start);

/** So that all labels count alike, and a text 1 in the mean: scikit-learn's `class_weight='balanced'`. */
export function balancedWeights(labels: readonly { trained: number }[]): Float32Array {
  const there = labels.filter(({ trained }) => trained > 0).length;
  const texts = labels.reduce((sum, { trained }) => sum + trained, 0);
  return Float32Array.from(labels, ({ trained }) => (trained === 0 ? 1 : texts / (there * trained)));
}

/** The corpus once, in its own order; the last batch is filled up with rows that do not count. */
export const evaluationBatches = (corpus: LabelledCorpus, B: number, T: number): Generator<LabelledBatch> =>
  inOrder(corpus.labels.length, B, batchOf(corpus, B, T));
