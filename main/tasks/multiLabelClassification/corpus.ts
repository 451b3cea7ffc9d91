import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { rowGroups } from '../../ml/rowGroups.ts';
import { byGroups, EpochBatches, type MakeBatch } from '../../ml/train/epochBatches.ts';
import type { BatchPosition } from '../../ml/train/task.ts';
import { runDataDamaged } from '../prepare/readElements.ts';
import { readTexts, type TextCorpus, tokensOf } from '../texts/corpus.ts';
import { type TextBatch, textBatch } from '../texts/textBatch.ts';
import { LabelSets, wordsFor } from './labelSets.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, a pair of files for each split that there is: ids and texts as
 * `texts/corpus.ts` says, of which the numbers of a text are its start in ids, the place of its row and its labels, a bit each
 * (`labelSets.ts`). And `labels.json`, the labels in the order of their numbers.
 */

/** Texts of a split. Which labels each has is in `sets`, by `entries`. */
export interface TaggedCorpus extends TextCorpus {
  /** Place of a text in the sets: other than its own once the texts were shuffled. */
  entries: Uint32Array;
}
export interface TaggedTexts {
  corpus: TaggedCorpus;
  sets: LabelSets;
}

/** Reads one split of a prepared run; `null` where there is none. @throws AppError `run_data_damaged` with the file and the problem */
export async function readTaggedTexts(
  runFolder: string,
  split: SplitName,
  { vocabSize, labels }: { vocabSize: number; labels: number },
): Promise<TaggedTexts | null> {
  const width = wordsFor(labels);
  const texts = await readTexts(runFolder, split, vocabSize, 2 + width);
  if (!texts) return null;
  const { ids, starts, path } = texts;
  const words = Array.from({ length: width }, (_, word) => texts.field(2 + word));
  // Of the last number, bits beyond the last label stand for nothing.
  const beyond = labels % 32 === 0 ? 0 : (~0 << (labels % 32)) >>> 0;
  const wrong = words.at(-1)?.findIndex((word) => (word & beyond) !== 0) ?? -1;
  if (wrong >= 0) throw runDataDamaged(path, `text ${wrong} has a label that there is not`);
  const corpus = { ids, starts, rows: texts.field(1), entries: Uint32Array.from(starts, (_, text) => text) };
  return { corpus, sets: new LabelSets(words, labels) };
}

export type TaggedBatch = TextBatch<{ targets: Float32Array }>;

const batchOf =
  ({ corpus, sets }: TaggedTexts, B: number): MakeBatch<TaggedBatch> =>
  (texts, T) => {
    const targets = new Float32Array(B * sets.count);
    for (const [row, text] of texts.entries())
      for (const label of sets.of(corpus.entries[text] as number)) targets[row * sets.count + label] = 1;
    return textBatch(corpus, texts, { batchSize: B, contextLength: T }, { targets });
  };

/** Every text once an epoch, in another order each time. @param rows tokens of rows that there are, ascending */
export const taggedBatches = (texts: TaggedTexts, B: number, rows: readonly number[], start: number | BatchPosition) =>
  new EpochBatches(rowGroups(rows, tokensOf(texts.corpus)), B, batchOf(texts, B), start);

/** The corpus once; the last batch is filled up with rows that do not count. */
export const evaluationBatches = (texts: TaggedTexts, B: number, rows: readonly number[]): Generator<TaggedBatch> =>
  byGroups(rowGroups(rows, tokensOf(texts.corpus)), B, batchOf(texts, B));
