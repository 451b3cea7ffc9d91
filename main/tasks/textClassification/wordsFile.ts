import { existsSync } from 'node:fs';
import type { RivalAnswers } from '../answers/answerReport.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { dataPath } from '../prepare/splitIds.ts';

/**
 * In the `data` folder of a prepared run: what words and a straight line say of the held-out rows, in the order of `rivals.json`: of each row
 * the logarithms of its labels' probabilities, as floats. With them a model's held-out figures are computed for both together.
 */
export const WORDS_FILE = 'words.bin';

/** Numbers of a file: beyond that a run has none. */
export const MOST_NUMBERS = 2 ** 24;

/** By the place of a row in the data; `null` where nothing is known. */
export type WordLogs = ReadonlyMap<number, Float32Array> | null;

/** @param count of labels. @throws AppError `run_data_damaged` with the file and the problem */
export async function readWordLogs(runFolder: string, rivals: RivalAnswers<number>, count: number): Promise<WordLogs> {
  const path = dataPath(runFolder, WORDS_FILE);
  const rows = rivals.get('linear');
  if (!rows || !existsSync(path)) return null;
  const logs = new Float32Array(await readElements(path, 4));
  if (logs.length !== rows.size * count)
    throw runDataDamaged(path, `it has ${logs.length} numbers, not ${count} of each of ${rows.size} rows`);
  if (!logs.every(Number.isFinite)) throw runDataDamaged(path, 'it has a value that is no number');
  return new Map(Array.from(rows.keys(), (row, place) => [row, logs.subarray(place * count, (place + 1) * count)]));
}
