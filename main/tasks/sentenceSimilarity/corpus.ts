import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { idsFile, idsType, PAIR_FIELDS, pairsFile } from './corpusFormat.ts';

/** Pairs of a split. */
export interface PairCorpus {
  /** Tokens of all texts, one after another. */
  ids: Uint16Array | Uint32Array;
  pairs: readonly Pair[];
}

export interface Pair {
  /** Where the first text begins in `ids`, where the second one does, and where that ends. */
  first: number;
  second: number;
  end: number;
  /** Equal texts have the same number. */
  firstText: number;
  secondText: number;
  /** Place of its row in the data set's version, from 0. */
  row: number;
}

/** Tokens of the longest text. */
export const longestOf = ({ pairs }: PairCorpus): number =>
  pairs.reduce((most, { first, second, end }) => Math.max(most, second - first, end - second), 0);

/**
 * Reads one split of a prepared run; `null` where there is none. The files were written by this program for this run; a disk may have
 * changed them since.
 *
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readPairs(runFolder: string, split: SplitName, vocabSize: number): Promise<PairCorpus | null> {
  const [idsPath, pairsPath] = [join(runFolder, 'data', idsFile(split)), join(runFolder, 'data', pairsFile(split))];
  if (split === 'test' && !existsSync(idsPath)) return null;
  const Ids = idsType(vocabSize);
  const [idBytes, pairBytes] = await Promise.all([
    readElements(idsPath, Ids.BYTES_PER_ELEMENT),
    readElements(pairsPath, 4 * PAIR_FIELDS),
  ]);
  const [ids, fields] = [new Ids(idBytes), new Uint32Array(pairBytes)];
  const wrong = ids.findIndex((id) => id >= vocabSize);
  if (wrong >= 0) throw runDataDamaged(idsPath, `token ${wrong} is ${ids[wrong]}, of a vocabulary of ${vocabSize}`);
  const pairs = Array.from({ length: fields.length / PAIR_FIELDS }, (_, place): Pair => {
    const at = (field: number, of = place) => fields[PAIR_FIELDS * of + field] as number;
    const end = place + 1 < fields.length / PAIR_FIELDS ? at(0, place + 1) : ids.length;
    return { first: at(0), second: at(1), end, firstText: at(2), secondText: at(3), row: at(4) };
  });
  const lost = pairs.findIndex(({ first, second, end }) => first >= second || second >= end);
  if (lost >= 0) throw runDataDamaged(pairsPath, `pair ${lost} does not lie where pairs can`);
  return { ids, pairs };
}
