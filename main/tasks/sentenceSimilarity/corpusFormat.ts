import type { SplitName } from '../../../shared/domain/datasets/split.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, a pair of files for each split that there is:
 * - `<split>.ids.bin`: token ids, uint16, or uint32 of vocabularies that need it. Every text is as its tokenizer frames it, cut to the context; the
 *   two of a pair come one after the other.
 * - `<split>.pairs.bin`: five uint32 a pair: where its first text begins in ids, where its second one does, a number for the words of each (equal
 *   texts have the same), the place of its row.
 * And `sentence.json`, how vectors are made.
 */
export const idsFile = (split: SplitName): string => `${split}.ids.bin`;
export const pairsFile = (split: SplitName): string => `${split}.pairs.bin`;
export const PAIR_FIELDS = 5;

const LARGEST_IN_16_BITS = 2 ** 16;

export const idsType = (vocabSize: number): typeof Uint16Array | typeof Uint32Array =>
  vocabSize > LARGEST_IN_16_BITS ? Uint32Array : Uint16Array;
