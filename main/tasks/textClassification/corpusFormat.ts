import type { SplitName } from '../../../shared/domain/datasets/split.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian, a pair for each split that there is:
 * - `<split>.ids.bin`: uint16 token ids. Every text is END_OF_TEXT and its tokens, cut to the context.
 * - `<split>.texts.bin`: uint32 triples, one a text: its start in ids, the number of its label, the place of its row.
 * And `labels.json`, the labels in the order of their numbers.
 */
export const idsFile = (split: SplitName): string => `${split}.ids.bin`;
export const textsFile = (split: SplitName): string => `${split}.texts.bin`;
export const TEXT_FIELDS = 3;
