import { rowGroups } from '../../ml/rowGroups.ts';
import { byGroups, EpochBatches, type MakeBatch } from '../../ml/train/epochBatches.ts';
import type { BatchPosition } from '../../ml/train/task.ts';
import { tokensOf } from '../texts/corpus.ts';
import { type TextBatch, textBatch } from '../texts/textBatch.ts';
import type { LabelledCorpus } from './corpus.ts';

export type LabelledBatch = TextBatch<{ labels: Int32Array }>;

const batchOf =
  (corpus: LabelledCorpus, B: number, classWeights?: ArrayLike<number>): MakeBatch<LabelledBatch> =>
  (texts, T) => {
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
 * @param rows tokens of rows that there are, ascending
 * @param classWeights what a text of each label counts; 1 where they are left out
 */
export const labelledBatches = (
  corpus: LabelledCorpus,
  B: number,
  rows: readonly number[],
  start: number | BatchPosition,
  classWeights?: ArrayLike<number>,
) => new EpochBatches(rowGroups(rows, tokensOf(corpus)), B, batchOf(corpus, B, classWeights), start);

/** So that all labels count alike, and a text 1 in the mean: scikit-learn's `class_weight='balanced'`. */
export function balancedWeights(labels: readonly { trained: number }[]): Float32Array {
  const there = labels.filter(({ trained }) => trained > 0).length;
  const texts = labels.reduce((sum, { trained }) => sum + trained, 0);
  return Float32Array.from(labels, ({ trained }) => (trained === 0 ? 1 : texts / (there * trained)));
}

/** The corpus once; the last batch is filled up with rows that do not count. */
export const evaluationBatches = (
  corpus: LabelledCorpus,
  B: number,
  rows: readonly number[],
): Generator<LabelledBatch> => byGroups(rowGroups(rows, tokensOf(corpus)), B, batchOf(corpus, B));
