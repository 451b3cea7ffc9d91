import { beginning, type CutCell, MOST_SHOWN } from '../../shared/domain/datasets/cutCells.ts';

/** Bytes that the rows of an answer may take as JSON: below what a connection carries, with room for what else is said. */
const MOST_BYTES = 12_000_000;
/** Cells are cut to no less: of a thousand columns, a hundred rows still fit. */
const LEAST_SHOWN = 16;
/** A comma, and the quotes. */
const AROUND_CELL = 3;

export interface CutRows {
  rows: string[][];
  cut: CutCell[];
}

/**
 * Rows for an answer, measured in bytes: cells are cut to `length` units, to fewer where there are too many of them, and in the end there are
 * fewer rows (one at least). Rows are taken one by one, so that no more than one of them is whole in memory.
 */
export function cutRows(source: Iterable<readonly string[]>, length = MOST_SHOWN, mostBytes = MOST_BYTES): CutRows {
  let most = length;
  const rows: string[][] = [];
  const lengths = new Map<string, number>();
  let bytes = 0;
  const shorten = () => {
    most = Math.max(LEAST_SHOWN, Math.floor(most / 2));
    bytes = 0;
    for (const [row, cells] of rows.entries()) {
      for (const [column, cell] of cells.entries()) {
        if (cell.length > most) {
          const place = `${row} ${column}`;
          lengths.set(place, lengths.get(place) ?? cell.length);
          cells[column] = beginning(cell, most);
        }
        bytes += bytesOf(cells[column] as string);
      }
    }
  };
  for (const whole of source) {
    const row = rows.length;
    const cells = whole.map((cell, column) => {
      if (cell.length > most) lengths.set(`${row} ${column}`, cell.length);
      return beginning(cell, most);
    });
    rows.push(cells);
    for (const cell of cells) bytes += bytesOf(cell);
    while (bytes > mostBytes && most > LEAST_SHOWN) shorten();
    if (bytes > mostBytes && rows.length > 1) {
      rows.pop();
      for (const column of cells.keys()) lengths.delete(`${row} ${column}`);
      break;
    }
  }
  const cut = Array.from(lengths, ([place, cellLength]) => {
    const [row, column] = place.split(' ').map(Number);
    return { row: row as number, column: column as number, length: cellLength };
  });
  return { rows, cut };
}

const bytesOf = (cell: string): number => AROUND_CELL + Buffer.byteLength(JSON.stringify(cell)) - 2;
