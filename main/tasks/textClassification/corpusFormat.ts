import type { SplitName } from '../../../shared/domain/datasets/split.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, a pair for each split that there is:
 * - `<split>.ids.bin`: token ids, uint16, or uint32 of vocabularies that need it. Every text is as its tokenizer frames it, cut to the context.
 * - `<split>.texts.bin`: uint32 triples, one a text: its start in ids, the number of its label, the place of its row.
 * And `labels.json`, the labels in the order of their numbers.
 */
export const idsFile = (split: SplitName): string => `${split}.ids.bin`;
export const textsFile = (split: SplitName): string => `${split}.texts.bin`;
export const TEXT_FIELDS = 3;

const LARGEST_IN_16_BITS = 2 ** 16;

export const idsType = (vocabSize: number): typeof Uint16Array | typeof Uint32Array =>
  vocabSize > LARGEST_IN_16_BITS ? Uint32Array : Uint16Array;
