import { guessHeader, type HeaderGuess, isNumber } from './headerRows.ts';

/** A row as it was read, with the lines of the file that it takes up. */
export interface SampleRow {
  /** Empty for what could not be read as a row. */
  cells: string[];
  line: number;
  lines: number;
}

/** Where a table lies in the rows of a file. */
export interface TableShape {
  /** Index of the row with which it begins: of its names, or of its first row. */
  start: number;
  width: number;
  /** Share of its rows that have its width, or miss empty cells alone. */
  share: number;
  header: HeaderGuess;
  /** Rows of at least so many cells only lack empty ones at the end. */
  padFrom: number;
  /** Whether padding is a guess. */
  padSure: boolean;
  /** Rows have one cell more than there are names, the first: R writes tables so. */
  unnamedFirst: boolean;
}

/** Rows before the table that are looked at. */
const MOST_HEAD_ROWS = 60;
/** Rows of a title, or of a few remarks, above a blank row. */
const MOST_TITLES = 6;
/** Share of the rows that may have more cells than there are names, before names are missing. */
const MOST_WIDER = 0.8;

/** Says where the table lies in rows: behind titles, heads of reports and blank rows, with ragged rows. */
export function tableShape(
  rows: readonly SampleRow[],
  known: { header?: boolean | undefined; start?: number } = {},
): TableShape {
  const width = usualWidth(rows);
  const start = known.start ?? tableStart(rows, width);
  const body = rows.slice(start);
  const unnamedFirst = isUnnamedFirst(body, width);
  const named = unnamedFirst
    ? [{ ...body[0], cells: ['', ...(body[0]?.cells ?? [])] } as SampleRow, ...body.slice(1)]
    : body;
  const filled = named.filter(({ cells }) => cells.length > 0 && cells.some((cell) => cell.trim() !== ''));
  const own = ownWidth(filled, width);
  const padding = paddingOf(filled, own);
  const guess = guessHeader(filled.slice(0, 200).map(({ cells }) => cells));
  const header = known.header === undefined ? guess : { rows: known.header ? 1 : 0, above: 0, sure: true };
  let good = 0;
  let all = 0;
  for (const { cells, lines } of named) {
    if (cells.length > 0 && cells.every((cell) => cell.trim() === '') && own > 1) continue;
    const length = widthOf(cells);
    const fits =
      cells.length === 0
        ? 0
        : length <= own && cells.length >= own
          ? 1
          : length <= own && cells.length >= padding.from
            ? 0.9
            : 0;
    // A row that takes many lines for being misread is many rows misread.
    all += fits > 0 ? 1 : lines;
    good += fits;
  }
  return {
    ...{ start, width: own, share: all > 0 ? good / all : 0, header },
    ...{ padFrom: padding.from, padSure: padding.sure, unnamedFirst },
  };
}

/** Cells up to the last that is not blank. */
export function widthOf(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 0 && (cells[width - 1] as string).trim() === '') width--;
  return width;
}

/** The number of cells that most rows have; more of them win a tie. */
function usualWidth(rows: readonly SampleRow[]): number {
  const tally = new Map<number, number>();
  for (const { cells } of rows) {
    if (cells.length > 0 && cells.some((cell) => cell.trim() !== '')) {
      tally.set(cells.length, (tally.get(cells.length) ?? 0) + 1);
    }
  }
  return [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1;
}

/** As many columns as there are names, and those without a name in which something stands. */
function ownWidth([names, ...data]: readonly SampleRow[], width: number): number {
  const named = widthOf(names?.cells ?? []);
  const widths = data.map(({ cells }) => widthOf(cells));
  const wider = widths.filter((length) => length > named).length;
  if (named < width / 2 || wider > data.length * MOST_WIDER) return Math.max(1, named, width);
  // Delimiters at the end of the names are columns where a row has something there.
  return Math.max(1, named, Math.min(names?.cells.length ?? 0, Math.max(0, ...widths)));
}

/** The first row that is no title, head of a report or blank row. */
function tableStart(rows: readonly SampleRow[], width: number): number {
  const most = Math.min(rows.length - 1, MOST_HEAD_ROWS);
  const below = width === 2 ? belowPairs(rows) : 0;
  if (below > 0) return below;
  let start = 0;
  for (let index = 0; index < most; index++) {
    const { cells } = rows[index] as SampleRow;
    if (isHead(cells, width, rows, index)) start = index + 1;
    else if (cells.length > 0 && filledCells(cells) > 0) break;
  }
  // A file of nothing but heads is a table of ragged rows.
  return start >= rows.length ? 0 : start;
}

const filledCells = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.trim() === '' ? 0 : 1), 0);

function isHead(cells: readonly string[], width: number, rows: readonly SampleRow[], index: number): boolean {
  if (width < 2) return false;
  const filled = filledCells(cells);
  if (filled === 0) return true;
  const last = widthOf(cells);
  if (last > width) return false;
  const below = rows.slice(index + 1, index + 1 + MOST_HEAD_ROWS);
  // One value, or a name and its value, above rows of more.
  const isSparse = filled <= Math.max(1, Math.min(2, width - 2)) && last <= Math.max(1, width - 1);
  if (isSparse && last === filled && below.some((row) => filledCells(row.cells) > Math.max(filled, width / 2)))
    return true;
  if (filled <= width / 2 && isAboveGap(rows, index, width)) return true;
  if (cells.length < width && last < width - 1 && filled < width - 1)
    return below.some(({ cells: other }) => filledCells(other) >= width - 1);
  const settings = cells.filter((cell) => /^\s*[\p{L}\w ]+\s*[=:]\s*\S/u.test(cell)).length;
  return settings >= 2 && settings >= filled * 0.6 && last <= width;
}

/**
 * Where a table of two columns begins below names and values of a report, which are as wide as it is: behind the only blank row, if there are
 * several rows above it and names below it. 0 where there are none.
 */
function belowPairs(rows: readonly SampleRow[]): number {
  const gaps = rows.flatMap((row, index) => (isGap(rows[index - 1], row) ? [index] : []));
  const [gap = 0] = gaps;
  if (gaps.length !== 1 || gap < 2 || gap > MOST_TITLES || rows.length < gap * 2 + 1) return 0;
  return guessHeader(rows.slice(gap).map(({ cells }) => cells)).rows > 0 ? gap : 0;
}

/** Whether there are blank rows between two. */
const isGap = (before: SampleRow | undefined, row: SampleRow): boolean =>
  before !== undefined && row.line - before.line > before.cells.join('').split('\n').length;

/** Whether a blank row follows, with few cells in the rows before it and more behind it. */
function isAboveGap(rows: readonly SampleRow[], index: number, width: number): boolean {
  for (let at = index; at < Math.min(index + MOST_TITLES, rows.length - 1); at++) {
    const [row, next] = [rows[at] as SampleRow, rows[at + 1] as SampleRow];
    if (filledCells(row.cells) > width / 2) return false;
    if (isGap(row, next)) return filledCells(next.cells) > width / 2;
  }
  return false;
}

/** Names for all columns but the first, whose cells are a number or another name each. */
function isUnnamedFirst(rows: readonly SampleRow[], width: number): boolean {
  const [names, ...data] = rows;
  if (!names || width < 3 || data.length < 2 || names.cells.length !== width - 1) return false;
  if (data.some(({ cells }) => cells.length !== width)) return false;
  if (names.cells.some((cell) => cell.trim() === '' || isNumber(cell))) return false;
  const firsts = data.map(({ cells }) => cells[0] as string);
  return firsts.every((cell, index) => /^\d+$/.test(cell) && Number(cell) - Number(firsts[0]) === index);
}

/**
 * Rows may lack cells that are empty anyway: a spreadsheet leaves them out. A row is one of those where the cells it lacks are empty in
 * whole rows, too, or where several lack the same ones. One that was broken in two is not: its other half follows.
 */
function paddingOf(rows: readonly SampleRow[], width: number): { from: number; sure: boolean } {
  if (width < 2) return { from: width, sure: true };
  const [, ...data] = rows;
  let blankFrom = width;
  const short = new Map<number, number>();
  for (const [index, { cells }] of data.entries()) {
    if (cells.length === 0) continue;
    if (cells.length >= width) blankFrom = Math.min(blankFrom, Math.max(width > 2 ? 2 : 1, widthOf(cells)));
    else if (width === 2 ? isFirstCell(cells, data) : !isBroken(data, index, width))
      short.set(cells.length, (short.get(cells.length) ?? 0) + 1);
  }
  const least = width === 2 ? 1 : Math.max(2, width / 2);
  const several = [...short].filter(
    ([length, count]) => length >= least && (count > 1 || (data.length < 10 && length === width - 1 && width > 2)),
  );
  const from = Math.min(blankFrom, ...several.map(([length]) => length));
  return { from, sure: from === blankFrom };
}

/** Of two columns: whether a row of one cell is as long as those of the first column, and no half of a text that was broken. */
function isFirstCell([cell = '']: readonly string[], rows: readonly SampleRow[]): boolean {
  const firsts = rows.filter(({ cells }) => cells.length === 2).map(({ cells }) => (cells[0] as string).length);
  const mean = firsts.reduce((sum, length) => sum + length, 0) / Math.max(1, firsts.length);
  return cell.length <= mean * 1.5 && !/[.!?,;:]$/.test(cell.trim());
}

/** Whether a short row and its neighbour are the two halves of one. */
function isBroken(rows: readonly SampleRow[], index: number, width: number): boolean {
  const length = (at: number) => rows[at]?.cells.length ?? width;
  const halves = (at: number) =>
    length(at) < width && length(at + 1) < width && length(at) + length(at + 1) === width + 1;
  const runs = (from: number) => length(from - 1) < width || length(from + 2) < width;
  return (halves(index) && !runs(index)) || (halves(index - 1) && !runs(index - 1));
}
