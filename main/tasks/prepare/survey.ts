import { createHash } from 'node:crypto';
import { byteLength, type Documents } from './documents.ts';
import type { Report } from './progress.ts';

/** Longer values are told apart by their hash, which is longer still. */
export const LONGEST_VALUE = 64;

/** What there is to be split. It takes a few bytes for each document, and the different values of the column. */
export interface Survey {
  documents: number;
  /** UTF-8 bytes of each document's text. */
  bytes: readonly number[];
  /** By the column that the split goes by; `null` where it goes by none. */
  groups: Groups | null;
}

export interface Groups {
  /** Number of each document's group, in the order in which they first come. */
  of: readonly number[];
  /** Of each group, as `groupKey` makes it. */
  keys: readonly string[];
}

/** What tells groups apart: a value without the spaces around it. */
export function groupKey(cell: string): string {
  const value = cell.trim();
  return value.length <= LONGEST_VALUE ? value : `sha256 ${createHash('sha256').update(value).digest('hex')}`;
}

/**
 * Reads all documents once.
 *
 * @throws AppError `column_unknown`
 */
export async function surveyDocuments(documents: Documents, column: string | null, report: Report): Promise<Survey> {
  const bytes: number[] = [];
  const groups = column === null ? null : new Grouping();
  let rows = 0;
  for (const { document, cell } of documents.readWith(column)) {
    if (document) {
      bytes.push(byteLength(document));
      groups?.add(cell);
    }
    await report(++rows);
  }
  return { documents: bytes.length, bytes, groups };
}

/** Numbers values as they come. */
class Grouping implements Groups {
  readonly of: number[] = [];
  readonly keys: string[] = [];
  readonly #numbers = new Map<string, number>();

  add(cell: string): void {
    const key = groupKey(cell);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.keys.length;
      this.#numbers.set(key, number);
      this.keys.push(key);
    }
    this.of.push(number);
  }
}
