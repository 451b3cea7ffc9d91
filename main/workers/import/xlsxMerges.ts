import { attribute, elements } from './xml.ts';

/** Merged cells of a sheet, by their first cell; rows from 1, columns from 0. */
export interface Merge {
  row: number;
  lastRow: number;
  column: number;
  lastColumn: number;
}

/** More are those of a form, not of a table. */
const MOST_MERGES = 100_000;

/** The merged cells of a sheet; its file lists them behind its rows. */
export function mergesOf(text: string): Merge[] {
  const merges: Merge[] = [];
  for (const { head } of elements(text, 'mergeCell')) {
    const [, first, row, last, lastRow] =
      /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(attribute(head, 'ref') ?? '') ?? [];
    if (!first || !last || merges.length >= MOST_MERGES) continue;
    merges.push({
      row: Number(row),
      lastRow: Number(lastRow),
      column: columnIndex(first),
      lastColumn: columnIndex(last),
    });
  }
  return merges.sort((a, b) => a.row - b.row);
}

/** `BC` → 54. */
export function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + (letter.charCodeAt(0) & 31);
  return index - 1;
}

/**
 * Gives each row of merged cells their text: only the first of them has it in the file. Of names of columns, those beside it get it, too;
 * below the names a merged cell is one of the column that it begins in.
 */
export class MergedCells {
  readonly #merges: readonly Merge[];
  readonly #firstRow: number;
  readonly #names: number;
  #next = 0;
  #open: { merge: Merge; text: string }[] = [];

  /** @param names how many rows from `firstRow` on name the columns */
  constructor(merges: readonly Merge[], firstRow: number, names: number) {
    this.#merges = merges;
    this.#firstRow = firstRow;
    this.#names = names;
  }

  fill(cells: string[], row: number): void {
    while (this.#next < this.#merges.length && (this.#merges[this.#next] as Merge).row <= row) {
      const merge = this.#merges[this.#next++] as Merge;
      const text = merge.row === row ? (cells[merge.column] ?? '') : '';
      if (text !== '' && row >= this.#firstRow) this.#open.push({ merge, text });
    }
    if (this.#open.length === 0) return;
    this.#open = this.#open.filter(({ merge }) => merge.lastRow >= row);
    const isNames = row < this.#firstRow + this.#names;
    for (const { merge, text } of this.#open) {
      if (isNames) {
        for (let column = merge.column; row === merge.row && column <= merge.lastColumn && column < 1000; column++)
          put(cells, column, text);
      } else if (merge.row >= this.#firstRow + this.#names && row > merge.row) put(cells, merge.column, text);
    }
  }
}

function put(cells: string[], column: number, text: string): void {
  while (cells.length <= column) cells.push('');
  if (cells[column] === '') cells[column] = text;
}
