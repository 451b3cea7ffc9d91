import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { readElements, runDataDamaged } from './readElements.ts';

/*
 * What corpora of tokens have in common: `data/<split>.ids.bin`, token ids, little-endian, uint16 where the vocabulary has at most 65,536 tokens, else
 * uint32. What lies beside it is a task's own.
 */
export type TokenIds = Uint16Array | Uint32Array;

/** How ids of a vocabulary are stored. */
export const idsType = (vocabSize: number): typeof Uint16Array | typeof Uint32Array =>
  vocabSize <= 2 ** 16 ? Uint16Array : Uint32Array;

export const idsFile = (split: SplitName): string => `${split}.ids.bin`;

/** Path of a file of a prepared run's data. */
export const dataPath = (runFolder: string, name: string): string => join(runFolder, 'data', name);

/** Whether a run has a split; those of training and validation it always has. */
export const hasSplit = (runFolder: string, split: SplitName): boolean =>
  split !== 'test' || existsSync(dataPath(runFolder, idsFile(split)));

/** @throws AppError `run_data_damaged` with the file and the problem, of ids that are none of the vocabulary, too */
export async function readIds(runFolder: string, split: SplitName, vocabSize: number): Promise<TokenIds> {
  const path = dataPath(runFolder, idsFile(split));
  const Ids = idsType(vocabSize);
  const ids = new Ids(await readElements(path, Ids.BYTES_PER_ELEMENT));
  const wrong = ids.findIndex((id) => id >= vocabSize);
  if (wrong >= 0) throw runDataDamaged(path, `token ${wrong} is ${ids[wrong]}, of a vocabulary of ${vocabSize}`);
  return ids;
}

/**
 * All splits of a prepared run.
 *
 * @param read gives `null` where there is none
 * @throws AppError `run_data_damaged` where there is none of those that every run has
 */
export async function readSplits<C>(
  runFolder: string,
  read: (split: SplitName) => Promise<C | null>,
): Promise<{ train: C; validation: C; test: C | null }> {
  const [train, validation, test] = await Promise.all([read('train'), read('validation'), read('test')]);
  if (!train || !validation) throw runDataDamaged(runFolder, 'a split is missing');
  return { train, validation, test };
}
