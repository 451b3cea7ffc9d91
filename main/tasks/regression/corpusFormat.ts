import type { SplitName } from '../../../shared/domain/datasets/split.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, three files for each split that there is:
 * - `<split>.ids.bin`: uint16 token ids. Every text is END_OF_TEXT and its tokens, cut to the context.
 * - `<split>.texts.bin`: uint32 pairs, one a text: its start in ids, the place of its row.
 * - `<split>.numbers.bin`: float64, one a text: its number, in the unit of the column.
 * And `scale.json`, by which numbers are standardised.
 */
export const idsFile = (split: SplitName): string => `${split}.ids.bin`;
export const textsFile = (split: SplitName): string => `${split}.texts.bin`;
export const numbersFile = (split: SplitName): string => `${split}.numbers.bin`;
export const TEXT_FIELDS = 2;
