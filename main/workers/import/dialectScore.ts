import { DELIMITERS, type Dialect } from './cellDialect.ts';
import type { SampleRow, TableShape } from './tableShape.ts';

/** How much the delimiter of a table is worth before the rows are looked at, where another one makes as good a one. */
const PRIOR: Record<string, number> = { '\t': 0.06, ';': 0.04, '|': 0.03, ':': -0.1 };
/** Several signs are hardly ever in a row by chance; each of them alone divides the same rows, with empty cells between. */
const LONG_PRIOR = 0.12;
/** What a table of one column is worth, by what the first line says: it has none of the delimiters, or has one. */
const ONE_COLUMN = { plain: 0.66, delimited: 0.3, text: 0.75, ended: 0.76 };

/** How much speaks for a dialect: above all that the rows have as many cells as there are names. */
export function scoreOf(
  dialect: Dialect,
  rows: readonly SampleRow[],
  shape: TableShape,
  text: string,
  isTable: boolean,
): number {
  const { delimiter } = dialect;
  // Quotes that enclose nothing must make a plainly better table than quotes do.
  const rejected = rows.filter(({ cells }) => cells.length === 0).length / Math.max(1, rows.length);
  const style =
    (dialect.quote === '' ? -0.005 : 0) +
    (dialect.spaced ? 0.002 : 0) -
    (dialect.backslash && !isDoubled(text) ? 0.001 : 0);
  const first = rows.find(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (delimiter === '') {
    const line = first?.cells[0] ?? '';
    const hasOne = DELIMITERS.some((one) => line.includes(one));
    const worth = !isTable ? ONE_COLUMN.text : hasOne ? ONE_COLUMN.delimited : ONE_COLUMN.plain;
    return worth - rejected + style;
  }
  if (shape.width < 2) return isEnded(rows) ? ONE_COLUMN.ended : 0;
  const table = rows.slice(shape.start);
  const named = table[0]?.cells.length === shape.width ? 0.1 : 0;
  return (
    shape.share +
    named +
    style +
    (PRIOR[delimiter] ?? (delimiter.length > 1 ? LONG_PRIOR : 0)) -
    headPenalty(rows, shape, delimiter) -
    0.4 * dividedQuotes(table) -
    prosePenalty(table, shape, dialect, text, isTable)
  );
}

/** Whether no backslash stands alone: those before quotes escape them, the others each other. */
const isDoubled = (text: string): boolean => text.includes('\\\\') && !/\\[^"']/.test(text.replaceAll('\\\\', ''));

/** One column, with a delimiter at the end of each row. */
const isEnded = (rows: readonly SampleRow[]): boolean =>
  rows.length > 1 && rows.every(({ cells }) => cells.length > 1 && cells.slice(1).every((cell) => cell.trim() === ''));

/** Share of the lines of a table that look like rows, but lie within quotes. */
export function joinedShare(rows: readonly SampleRow[], { start, width }: TableShape, delimiter: string): number {
  const table = rows.slice(start);
  const swallowed = table.reduce(
    (sum, row) => sum + (row.lines > 1 ? swallowedRows(row.cells, delimiter, width) : 0),
    0,
  );
  return swallowed / Math.max(1, table.length + swallowed);
}

/** Share of the rows in which a pair of quotes stands in two cells: the delimiter is a sign of the text that they enclose. */
function dividedQuotes(rows: readonly SampleRow[]): number {
  const isOdd = (cell: string | undefined) => cell !== undefined && count(cell, '"') % 2 === 1;
  const divided = rows.filter(({ cells }) => cells.some((cell, at) => isOdd(cell) && isOdd(cells[at + 1])));
  return divided.length / Math.max(1, rows.length);
}

/**
 * Lines within the cells of a row that look like rows of their own: a quote that was never meant joined them. Commas and semicolons
 * before a blank are those of a sentence: a paragraph with many of them is no row, nor is the one list in a text of many lines.
 */
export function swallowedRows(cells: readonly string[], delimiter: string, width: number): number {
  // A line of a text with one comma looks like nothing.
  if (delimiter === '' || width < 2 || (width === 2 && delimiter === ',')) return 0;
  let lines = 0;
  for (const cell of cells) {
    if (!cell.includes('\n')) continue;
    const written = cell.split('\n').filter((line) => line.trim() !== '');
    const rows = written.filter((line) => count(withoutProse(line, delimiter), delimiter) >= width - 1).length;
    if (rows >= written.length / 2) lines += rows;
  }
  return lines;
}

const withoutProse = (line: string, delimiter: string): string =>
  delimiter === ',' || delimiter === ';' ? line.replaceAll(`${delimiter} `, ' ') : line;

/** One short line above rows of two cells is as well the name of one column, whose texts have a comma each. */
function headPenalty(rows: readonly SampleRow[], { start, width }: TableShape, delimiter: string): number {
  if (start === 0) return 0;
  const [head, next] = rows;
  const isOneWord =
    start === 1 && head?.cells.length === 1 && !/\s/.test(head.cells[0]?.trim() ?? '') && next?.line === head.line + 1;
  if (isOneWord) return width === 2 || delimiter === ',' ? 0.4 : 0.1;
  return 0.02;
}

/** Commas and semicolons of sentences, lists and numbers stand between words, and not between cells. */
function prosePenalty(
  rows: readonly SampleRow[],
  { width, header }: TableShape,
  { delimiter, spaced, quote }: Dialect,
  text: string,
  isTable: boolean,
): number {
  // A word and what it means, or a name in a program.
  if (delimiter.length > 1) return !isTable && width === 2 ? 0.4 : 0;
  if (delimiter === ':') return colonPenalty(rows, width, isTable);
  if (delimiter !== ',' && delimiter !== ';') return 0;
  let blanks = 0;
  let decimals = 0;
  let brackets = 0;
  let gaps = 0;
  for (const { cells } of rows.slice(0, 100)) {
    for (let at = 1; at < cells.length; at++) {
      const [before, after] = [cells[at - 1] as string, cells[at] as string];
      // A delimiter at the end of a line is one of a sentence, too.
      if (after === '' && at === cells.length - 1 && at > 1) continue;
      gaps++;
      if (/^ \S/.test(after) && /\S$/.test(before)) blanks++;
      if (/(^|\D)\d+$/.test(before) && /^\d{1,2}(\D|$)/.test(after)) decimals++;
      if (count(before, '(') > count(before, ')')) brackets++;
    }
  }
  if (gaps === 0) return 0;
  const isNumbers = !rows.some(({ cells }) => cells.some((cell) => /\p{L}/u.test(cell)));
  const decimal = !isNumbers && decimals > gaps * 0.3 && text.includes(';') ? 0.2 : 0;
  const bracket = brackets > 0 ? 0.1 : 0;
  const isProse = !spaced && blanks > gaps * 0.8 && !(quote !== '' && text.includes(quote));
  // In a text that is not named as a table, names above the cells must say that it is one.
  const sureWidth = width > 2 && rows.length > 8 && (isTable || (header.rows > 0 && header.sure));
  return decimal + bracket + (isProse ? (sureWidth ? 0.12 : isTable ? 0.4 : 0.5) : 0);
}

/** Colons of times, addresses and remarks are none between cells; few cells in a text of no certain kind are a word and what it means, or a name in a program. */
function colonPenalty(rows: readonly SampleRow[], width: number, isTable: boolean): number {
  let gaps = 0;
  let odd = 0;
  for (const { cells } of rows.slice(0, 100)) {
    for (let at = 1; at < cells.length; at++) {
      const [before, after] = [cells[at - 1] as string, cells[at] as string];
      gaps++;
      const isTime = /(^|\D)\d{1,2}$/.test(before) && /^[0-5]\d(\D|$)/.test(after);
      if (isTime || after.startsWith('//') || /^\s/.test(after)) odd++;
    }
  }
  const share = odd / Math.max(1, gaps);
  return (share > 0.2 ? 0.6 : share) + (!isTable && width < 4 ? 0.4 : 0);
}

const count = (text: string, character: string): number => text.split(character).length - 1;
