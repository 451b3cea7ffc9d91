import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '../../../shared/domain/datasets/split.ts';
import { Random } from '../../ml/random.ts';
import { readElements, runDataDamaged } from '../prepare/readElements.ts';
import { idsFile, numbersFile, TEXT_FIELDS, textsFile } from './corpusFormat.ts';

/** Texts of a split with their numbers. */
export interface ScoredCorpus {
  /** Tokens of all texts, one after another. */
  ids: Uint16Array;
  /** Where each text begins in `ids`; its end is the next one's beginning. */
  starts: Uint32Array;
  /** Each text's number, in the unit of the column. */
  numbers: Float64Array;
  /** Place of each text's row in the data set's version, from 0. */
  rows: Uint32Array;
}

/** Tokens of the longest text. */
export function longestOf({ ids, starts }: ScoredCorpus): number {
  let longest = 0;
  for (const [text, start] of starts.entries()) longest = Math.max(longest, (starts[text + 1] ?? ids.length) - start);
  return longest;
}

/** The same texts in a random order, always the same for a seed: tables are often sorted, and an evaluation may take the first ones only. */
export function shuffledCorpus({ ids, starts, numbers, rows }: ScoredCorpus, seed: number): ScoredCorpus {
  const order = new Random(seed).shuffle(Uint32Array.from(starts, (_, text) => text));
  const shuffled = { ids: ids.slice(), starts: starts.slice(), numbers: numbers.slice(), rows: rows.slice() };
  let place = 0;
  for (const [text, from] of order.entries()) {
    const own = ids.subarray(starts[from] as number, starts[from + 1] ?? ids.length);
    shuffled.ids.set(own, place);
    shuffled.starts[text] = place;
    shuffled.numbers[text] = numbers[from] as number;
    shuffled.rows[text] = rows[from] as number;
    place += own.length;
  }
  return shuffled;
}

/**
 * Reads one split of a prepared run; `null` where there is none. The files were written by this program for this run; a disk may have
 * changed them since.
 *
 * @throws AppError `run_data_damaged` with the file and the problem
 */
export async function readScoredCorpus(
  runFolder: string,
  split: SplitName,
  vocabSize: number,
): Promise<ScoredCorpus | null> {
  const path = (name: string) => join(runFolder, 'data', name);
  const [idsPath, textsPath, numbersPath] = [path(idsFile(split)), path(textsFile(split)), path(numbersFile(split))];
  if (split === 'test' && !existsSync(idsPath)) return null;
  const ids = new Uint16Array(await readElements(idsPath, 2));
  const texts = new Uint32Array(await readElements(textsPath, 4 * TEXT_FIELDS));
  const numbers = new Float64Array(await readElements(numbersPath, 8));
  const count = texts.length / TEXT_FIELDS;
  const field = (place: number) =>
    Uint32Array.from({ length: count }, (_, text) => texts[TEXT_FIELDS * text + place] ?? 0);
  const corpus = { ids, starts: field(0), numbers, rows: field(1) };
  const wrong = ids.findIndex((id) => id >= vocabSize);
  if (wrong >= 0) throw runDataDamaged(idsPath, `token ${wrong} is ${ids[wrong]}, of a vocabulary of ${vocabSize}`);
  if (numbers.length !== count) throw runDataDamaged(numbersPath, `${numbers.length} numbers of ${count} texts`);
  for (const [text, start] of corpus.starts.entries()) {
    const end = corpus.starts[text + 1] ?? ids.length;
    if (start >= end || (text === 0 && start !== 0))
      throw runDataDamaged(textsPath, `text ${text} does not lie where texts can`);
    if (!Number.isFinite(numbers[text])) throw runDataDamaged(numbersPath, `the number of text ${text} is none`);
  }
  return corpus;
}
