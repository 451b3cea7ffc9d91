import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../files/fileSink.ts';
import { shorterLengths } from '../../ml/rowGroups.ts';
import { readRunJson } from './readElements.ts';
import { dataPath } from './splitIds.ts';

/** In the `data` folder of a prepared run whose batches are of rows of several lengths: those besides the longest, ascending. */
const ROWS_FILE = 'rows.json';

const RowsFile = z.object({ version: z.literal(1), shorter: z.array(z.number().int().positive()) });

/** Plans them by the examples of training. @param tokens of each */
export async function writeRows(folder: string, tokens: Iterable<number>): Promise<void> {
  const content: z.input<typeof RowsFile> = { version: 1, shorter: shorterLengths(tokens) };
  await writeWholeFile(join(folder, ROWS_FILE), JSON.stringify(content));
}

/**
 * Tokens of the rows of a run's batches, ascending. A run that was prepared without such a plan has but one length, with which it goes on.
 *
 * @param longest of them
 * @throws AppError `run_data_damaged`
 */
export async function readRows(runFolder: string, longest: number): Promise<number[]> {
  const path = dataPath(runFolder, ROWS_FILE);
  if (!existsSync(path)) return [longest];
  const { shorter } = await readRunJson(path, RowsFile);
  return [...new Set(shorter)]
    .filter((tokens) => tokens < longest)
    .sort((one, other) => one - other)
    .concat(longest);
}
