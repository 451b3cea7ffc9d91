import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { dataPath } from '../prepare/splitIds.ts';
import { readTexts, type TextCorpus } from '../texts/corpus.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, three files for each split that there is: ids and texts as `texts/corpus.ts`
 * says, of which the numbers of a text are its start in ids and the place of its row; and
 * - `<split>.numbers.bin`: float64, one a text: its number, in the unit of the column.
 * And `scale.json`, by which numbers are standardised.
 */
export const numbersFile = (split: SplitName): string => `${split}.numbers.bin`;
const TEXT_FIELDS = 2;

/** Texts of a split with their numbers. */
export interface ScoredCorpus extends TextCorpus {
  /** Each text's number, in the unit of the column. */
  numbers: Float64Array;
}

/** Reads one split of a prepared run; `null` where there is none. @throws AppError `run_data_damaged` with the file and the problem */
export async function readScoredCorpus(
  runFolder: string,
  split: SplitName,
  vocabSize: number,
): Promise<ScoredCorpus | null> {
  const texts = await readTexts(runFolder, split, vocabSize, TEXT_FIELDS);
  if (!texts) return null;
  const { ids, starts } = texts;
  const path = dataPath(runFolder, numbersFile(split));
  const numbers = new Float64Array(await readElements(path, 8));
  if (numbers.length !== starts.length)
    throw runDataDamaged(path, `${numbers.length} numbers of ${starts.length} texts`);
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) throw runDataDamaged(path, `the number of text ${wrong} is none`);
  return { ids, starts, numbers, rows: texts.field(1) };
}
