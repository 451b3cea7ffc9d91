import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { Random } from '../../ml/random.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { dataPath, hasSplit, readIds, type TokenIds } from '../prepare/splitIds.ts';

/*
 * Corpora of texts of which each has one answer: `data/<split>.ids.bin` (see `splitIds.ts`), the tokens of all texts, and `data/<split>.texts.bin`, uint32,
 * as many a text as its task says: where the text begins in the ids comes first.
 */
export const textsFile = (split: SplitName): string => `${split}.texts.bin`;

/** Texts of a split. Whatever else a task keeps of each lies in a further array. */
export interface TextCorpus {
  /** Tokens of all texts, one after another. */
  ids: TokenIds;
  /** Where each text begins in `ids`; its end is the next one's beginning. */
  starts: Uint32Array;
  /** Place of each text's row in the data set's version, from 0. */
  rows: Uint32Array;
}

/** Tokens of each text. */
export const tokensOf = ({ ids, starts }: Pick<TextCorpus, 'ids' | 'starts'>): Uint32Array =>
  starts.map((start, text) => (starts[text + 1] ?? ids.length) - start);

/** Tokens of the longest text. */
export const longestOf = (corpus: TextCorpus): number =>
  tokensOf(corpus).reduce((most, tokens) => Math.max(most, tokens), 0);

/** The same texts in a random order, always the same for a seed: tables are often sorted, and an evaluation may take the first ones only. */
export function shuffledCorpus<C extends TextCorpus>(corpus: C, seed: number): C {
  const { ids, starts, ...others } = corpus;
  const order = new Random(seed).shuffle(Uint32Array.from(starts, (_, text) => text));
  const shuffled = { ids: ids.slice(), starts: starts.slice() };
  let place = 0;
  for (const [text, from] of order.entries()) {
    const own = ids.subarray(starts[from] as number, starts[from + 1] ?? ids.length);
    shuffled.ids.set(own, place);
    shuffled.starts[text] = place;
    place += own.length;
  }
  const inOrder = Object.entries(others as Record<string, Uint32Array | Float64Array>).map(([name, values]) => {
    const sorted = values.slice();
    for (const [text, from] of order.entries()) sorted[text] = values[from] as number;
    return [name, sorted];
  });
  return { ...corpus, ...shuffled, ...Object.fromEntries(inOrder) };
}

/** What lies there of a split's texts. */
export interface StoredTexts extends Omit<TextCorpus, 'rows'> {
  /** Of the file that says where texts lie. */
  path: string;
  /** The number in a place of each text's entry, from 0. */
  field(place: number): Uint32Array;
}

/**
 * Reads the texts of one split of a prepared run; `null` where there is none. The files were written by this program for this run; a disk may have
 * changed them since.
 *
 * @param fields numbers of a text's entry
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readTexts(
  runFolder: string,
  split: SplitName,
  vocabSize: number,
  fields: number,
): Promise<StoredTexts | null> {
  if (!hasSplit(runFolder, split)) return null;
  const path = dataPath(runFolder, textsFile(split));
  const [ids, bytes] = await Promise.all([readIds(runFolder, split, vocabSize), readElements(path, 4 * fields)]);
  const entries = new Uint32Array(bytes);
  const field = (place: number) =>
    Uint32Array.from({ length: entries.length / fields }, (_, text) => entries[fields * text + place] ?? 0);
  const starts = field(0);
  for (const [text, start] of starts.entries()) {
    const end = starts[text + 1] ?? ids.length;
    if (start >= end || (text === 0 && start !== 0))
      throw runDataDamaged(path, `text ${text} does not lie where texts can`);
  }
  return { ids, starts, path, field };
}
