import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import type { TokenIds } from '../prepare/splitIds.ts';
import type { Corpus } from './corpus.ts';

/*
 * The corpus files that preparing writes and training reads, both little-endian, one pair for each split that there is:
 * - `<split>.ids.bin`: token ids, uint16 where the vocabulary has at most 65,536 tokens, else uint32. Every document is END_OF_TEXT, its
 *   prompt, its completion; one END_OF_TEXT closes the file. A base's tokenizer may want another token before a text: it stands between.
 * - `<split>.docs.bin`: uint32 pairs (start of the document in ids, length of its head in tokens). The head is the opening END_OF_TEXT
 *   and the prompt. Tokens after it are targets of training; so is the END_OF_TEXT that opens the next document or closes the file,
 *   because the model must learn where a text ends.
 * - `<split>.learned.bin`, only of conversations: uint32 pairs, `[start, end)` of each stretch of ids that is learned, in order; nothing else is. There,
 *   nothing stands between documents, and each is read as a whole.
 */

export const docsFile = (split: SplitName): string => `${split}.docs.bin`;
export const learnedFile = (split: SplitName): string => `${split}.learned.bin`;

/** @param learned `null` where it is all but the heads of documents */
export function parseCorpus(ids: TokenIds, docs: Uint32Array, learned: Uint32Array | null = null): Corpus {
  const documents = docs.length / 2;
  const range = (document: number): [number, number] => [
    docs[2 * document] as number,
    document + 1 < documents ? (docs[2 * document + 2] as number) : ids.length - 1,
  ];
  if (learned) {
    const counts = new Uint8Array(ids.length);
    for (let index = 0; index < learned.length; index += 2) counts.fill(1, learned[index], learned[index + 1]);
    return { ids, counts, documents, whole: true, range };
  }
  const counts = new Uint8Array(ids.length).fill(1);
  for (let document = 0; document < documents; document++) {
    const [start] = range(document);
    counts.fill(0, start + 1, start + (docs[2 * document + 1] as number));
  }
  return { ids, counts, documents, whole: false, range };
}
