import { existsSync } from 'node:fs';
import { cp, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../shared/errors/errors.ts';
import { removeFolder } from '../../files/fileSink.ts';
import type { LinearParts } from '../../ml/baselines/linearModel.ts';
import { readBaseline } from './linearFiles.ts';
import { BASELINE_FILE } from './names.ts';

/**
 * In the folder of a classifier, and in the `data` folder of a run whose model shall predict so: the words that join in, as a baseline is
 * stored. Where they were told to leave they are set aside, so that they can come back without the data set.
 */
export const WORDS_FOLDER = 'words';
const SET_ASIDE = 'words-off';

/** Whether they join in; `null` where the model has none. */
export function joinedWords(folder: string): boolean | null {
  if (existsSync(join(folder, WORDS_FOLDER))) return true;
  return existsSync(join(folder, SET_ASIDE)) ? false : null;
}

/** What changes when other words join in, or none; `null` where none do. */
export async function wordsStamp(folder: string): Promise<string | null> {
  const found = await stat(join(folder, WORDS_FOLDER)).catch(() => null);
  return found && `${found.ino} ${found.mtimeMs}`;
}

/** @throws AppError `file_not_regular`; `model_invalid` with the file and the problem, also where they tell other labels than the model */
export async function readWords(folder: string, labels: readonly string[]): Promise<LinearParts> {
  const words = join(folder, WORDS_FOLDER);
  const { about, parts } = await readBaseline(words);
  if (isDeepStrictEqual(about.labels, [...labels]) && !about.several) return parts;
  const problem = 'its labels are not those of the model';
  throw new AppError('model_invalid', { path: join(words, BASELINE_FILE), problem });
}

/** From now on they do not join in. @throws Error of the file system */
export async function setWordsAside(folder: string): Promise<void> {
  await removeFolder(join(folder, SET_ASIDE));
  await rename(join(folder, WORDS_FOLDER), join(folder, SET_ASIDE));
}

/** Those that were set aside join in again. @throws Error of the file system */
export const takeWordsBack = (folder: string): Promise<void> =>
  rename(join(folder, SET_ASIDE), join(folder, WORDS_FOLDER));

/** What was chosen for a model stays with it where a longer training writes its folder anew. @throws Error of the file system */
export async function keepWords(before: string, now: string): Promise<void> {
  for (const name of [WORDS_FOLDER, SET_ASIDE]) {
    if (existsSync(join(before, name))) await cp(join(before, name), join(now, name), { recursive: true });
  }
}
