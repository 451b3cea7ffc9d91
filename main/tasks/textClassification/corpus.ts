import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { runDataDamaged } from '../prepare/readElements.ts';
import { readTexts, type TextCorpus } from '../texts/corpus.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, a pair of files for each split that there is: ids and texts as
 * `texts/corpus.ts` says, of which the numbers of a text are its start in ids, the number of its label and the place of its row.
 * And `labels.json`, the labels in the order of their numbers.
 */
const TEXT_FIELDS = 3;

/** Texts of a split with their labels. */
export interface LabelledCorpus extends TextCorpus {
  /** Number of each text's label. */
  labels: Uint32Array;
}

/** Reads one split of a prepared run; `null` where there is none. @throws AppError `run_data_damaged` with the file and the problem */
export async function readLabelledCorpus(
  runFolder: string,
  split: SplitName,
  bounds: { vocabSize: number; labels: number },
): Promise<LabelledCorpus | null> {
  const texts = await readTexts(runFolder, split, bounds.vocabSize, TEXT_FIELDS);
  if (!texts) return null;
  const { ids, starts, path } = texts;
  const labels = texts.field(1);
  const wrong = labels.findIndex((label) => label >= bounds.labels);
  if (wrong >= 0) throw runDataDamaged(path, `text ${wrong} has a label that there is not`);
  return { ids, starts, labels, rows: texts.field(2) };
}
