import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { dataPath, hasSplit, readIds, type TokenIds } from '../prepare/splitIds.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, a pair of files for each split that there is:
 * - `<split>.ids.bin`: token ids (see `splitIds.ts`). Every text is as its tokenizer frames it, cut to the context; the two of a pair come one after the
 *   other.
 * - `<split>.pairs.bin`: five uint32 a pair: where its first text begins in ids, where its second one does, a number for the words of each (equal
 *   texts have the same), the place of its row.
 * And `sentence.json`, how vectors are made.
 */
export const pairsFile = (split: SplitName): string => `${split}.pairs.bin`;
const PAIR_FIELDS = 5;

/** Pairs of a split. */
export interface PairCorpus {
  /** Tokens of all texts, one after another. */
  ids: TokenIds;
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

/** Tokens of the longer text of each pair. */
export const tokensOf = ({ pairs }: PairCorpus): number[] =>
  pairs.map(({ first, second, end }) => Math.max(second - first, end - second));

/** Tokens of the longest text. */
export const longestOf = (corpus: PairCorpus): number =>
  tokensOf(corpus).reduce((most, tokens) => Math.max(most, tokens), 0);

/**
 * Reads one split of a prepared run; `null` where there is none. The files were written by this program for this run; a disk may have
 * changed them since.
 *
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readPairs(runFolder: string, split: SplitName, vocabSize: number): Promise<PairCorpus | null> {
  if (!hasSplit(runFolder, split)) return null;
  const path = dataPath(runFolder, pairsFile(split));
  const [ids, bytes] = await Promise.all([readIds(runFolder, split, vocabSize), readElements(path, 4 * PAIR_FIELDS)]);
  const fields = new Uint32Array(bytes);
  const pairs = Array.from({ length: fields.length / PAIR_FIELDS }, (_, place): Pair => {
    const at = (field: number, of = place) => fields[PAIR_FIELDS * of + field] as number;
    const end = place + 1 < fields.length / PAIR_FIELDS ? at(0, place + 1) : ids.length;
    return { first: at(0), second: at(1), end, firstText: at(2), secondText: at(3), row: at(4) };
  });
  const lost = pairs.findIndex(({ first, second, end }) => first >= second || second >= end);
  if (lost >= 0) throw runDataDamaged(path, `pair ${lost} does not lie where pairs can`);
  return { ids, pairs };
}
