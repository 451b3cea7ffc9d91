import { join } from 'node:path';
import { type Split, splitColumn } from '../../../shared/domain/datasets/split.ts';
import type { HeldOutRow } from '../../../shared/domain/models/measures.ts';
import { givenRow, type Recipe } from '../../../shared/domain/tasks/index.ts';
import type { Cell, GivenRow } from '../../../shared/domain/tasks/task.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { HELD_OUT_FILE } from '../../formats/huggingface/heldOutFile.ts';
import { Random } from '../../ml/random.ts';
import { type Assignment, assignSplits } from './assignSplits.ts';
import { byteLength, Documents } from './documents.ts';
import { reporter } from './progress.ts';
import { surveyDocuments } from './survey.ts';

/** Rows that are kept to measure on. */
const MOST_ROWS = 512;
/** A longer row is left out: no context takes it, and the file is read as a whole. */
const LONGEST_BYTES = 100_000;

/**
 * Rows of the validation split in random order, so that the first ones are a fair sample of all. The same assignment and seed give the
 * same rows.
 *
 * @param given what a row gives; `null` leaves it out
 */
export function heldOutRows(
  documents: Documents,
  recipe: Recipe,
  assignment: Assignment,
  seed: number,
  given: (cell: Cell) => GivenRow | null = (cell) => givenRow(recipe, cell),
): HeldOutRow[] {
  const numbers: number[] = [];
  for (let number = 0; number < assignment.documents; number++) {
    if (assignment.of(number) === 'validation') numbers.push(number);
  }
  const order = new Map(
    Array.from(new Random(seed).shuffle(numbers).slice(0, MOST_ROWS), (number, place) => [number, place]),
  );
  const found: { place: number; row: HeldOutRow }[] = [];
  let number = -1;
  let left = order.size;
  for (const { row, document, cell } of documents.readWhole()) {
    if (!document) continue;
    number++;
    const place = order.get(number);
    if (place === undefined || byteLength(document) > LONGEST_BYTES) continue;
    const held = given(cell);
    if (held) found.push({ place, row: { row, ...held } });
    if (--left === 0) break;
  }
  return found.sort((a, b) => a.place - b.place).map(({ row }) => row);
}

export const writeHeldOut = (folder: string, rows: readonly HeldOutRow[]): Promise<void> =>
  writeWholeFile(join(folder, HELD_OUT_FILE), JSON.stringify({ version: 1, rows }));

export interface FindHeldOut {
  /** The data set version's file. */
  dataset: string;
  recipe: Recipe;
  seed: number;
  split: Split;
}

/**
 * The same rows for a run that was prepared before they were kept, or whose folder is gone.
 *
 * @param given as of `heldOutRows`
 * @throws AppError `column_unknown`, `split_empty`; the signal's reason once it has fired
 */
export async function findHeldOut(
  request: FindHeldOut,
  signal: AbortSignal,
  given?: (cell: Cell) => GivenRow | null,
): Promise<HeldOutRow[]> {
  const { recipe, split, seed } = request;
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = reporter('reading', null, signal, () => {});
    const survey = await surveyDocuments(documents, splitColumn(split), report);
    return heldOutRows(documents, recipe, assignSplits(split, survey, seed), seed, given);
  } finally {
    dataset.close();
  }
}
