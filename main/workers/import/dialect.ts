import { CsvParser } from './csvParser.ts';
import { isNumber, joinedNames } from './headerRows.ts';
import { type SampleRow, type TableShape, tableShape } from './tableShape.ts';
import { withLineFeeds } from './textCleaner.ts';

export { isNumber };

/** A first row is data and not a header only when it is plain numbers: a header of numbers is rarer than a missing header. */
export const isHeader = (cells: readonly string[]): boolean => !cells.every((cell) => isNumber(cell));

/** In the order in which they win a tie: the rarer one is in a text, the more it says. */
export const DELIMITERS = ['\t', ';', '|', ','] as const;
/** Looked for where the first lines have them. */
const RARE_DELIMITERS = ['^', '~', '\u0001', '\u001F', '\u00A6'];

/** Rows of the sample that are looked at, and how much text at most. */
const ROWS = 400;
const SAMPLE_LENGTH = 1 << 18;
const SLICE = 1 << 14;

/** How a text is cut into cells. */
export interface Dialect {
  /** Empty where a line is one cell. */
  delimiter: string;
  /** Empty where nothing encloses cells. */
  quote: string;
  backslash: boolean;
  spaced: boolean;
  nulls: boolean;
}

export interface DetectedTable extends Dialect {
  carriageReturns: boolean;
  /** Lines before the table, and what stands in them that is no setting for a program. */
  skipLines: number;
  skippedText: string;
  shape: TableShape;
  /** From 0 to about 1: how well the text makes a table of several columns; 0 where nothing speaks for more than one. */
  score: number;
  /** Rows of the sample that were looked at. */
  rows: number;
  /** Another delimiter that makes nearly as good a table of other columns. */
  rival: string | null;
}

export interface KnownDialect {
  delimiter?: string | undefined;
  quote?: string | undefined;
  backslash?: boolean | undefined;
  header?: boolean | undefined;
  skipLines?: number | undefined;
}

interface Candidate extends Dialect {
  rows: SampleRow[];
  shape: TableShape;
  score: number;
  /** What its score lacks because lines in quotes look like rows. */
  joined: number;
}

/** How much the delimiter of a table is worth before the rows are looked at, where another one makes as good a one. */
const PRIOR: Record<string, number> = { '\t': 0.06, ';': 0.04, '|': 0.03 };
/** What a table of one column is worth, by what the first line says: it has none of the delimiters, or has one. */
const ONE_COLUMN = { plain: 0.66, delimited: 0.3, text: 0.75 };

/**
 * Finds out how the beginning of a text makes a table: the delimiter, quotes and escapes with which its rows have as many cells as the
 * names above them, most often; where the table begins; and which rows name the columns.
 *
 * @param sample the text as it was decoded, with its own line ends
 * @param isTable whether the file's name says that it is a table: then lines with a comma each are two columns and not prose
 */
export function detectTable(sample: string, known: KnownDialect = {}, isTable = true): DetectedTable {
  const bare = hasBareReturns(sample);
  const plain = detectWith(sample, known, isTable, false);
  if (!bare) return plain;
  const old = detectWith(withLineFeeds(sample), known, isTable, true);
  // Carriage returns within quotes are none of the lines: then both make the same rows.
  // One line is no table, however even its cells.
  return old.rows > plain.rows && (plain.rows < 2 || old.score > plain.score - 0.02) ? old : plain;
}

/** A carriage return that is not before a line feed, nor before another one that is. */
export const hasBareReturns = (text: string): boolean =>
  /\r(?!\r*\n)/.test(text.endsWith('\r') ? text.slice(0, -1) : text);

function detectWith(sample: string, known: KnownDialect, isTable: boolean, carriageReturns: boolean): DetectedTable {
  const setting = known.skipLines === undefined ? separatorLine(sample) : null;
  const skipped = known.skipLines ?? setting?.lines ?? 0;
  const afterSkipped = withoutLines(sample, skipped);
  const comments = known.skipLines === undefined ? commentLines(afterSkipped) : { lines: 0, text: '' };
  const text = withoutLines(afterSkipped, comments.lines).slice(0, SAMPLE_LENGTH);
  const firstLine = skipped + comments.lines + 1;
  const start = known.skipLines === undefined ? {} : { start: 0 };
  const candidates: Candidate[] = [];
  const delimiter = known.delimiter ?? setting?.delimiter;
  for (const one of delimiter === undefined ? delimitersIn(text) : [delimiter]) {
    for (const dialect of stylesFor(text, one, known)) {
      const rows = sampleRows(text, dialect, firstLine);
      const shape = tableShape(rows, { header: known.header, ...start });
      const joined = dialect.delimiter === '' || shape.width < 2 ? 0 : joinedShare(rows, shape, dialect.delimiter);
      candidates.push({
        ...dialect,
        rows,
        shape,
        joined,
        score: scoreOf(dialect, rows, shape, text, isTable) - joined,
      });
    }
  }
  forgiveJoined(candidates);
  candidates.sort((a, b) => b.score - a.score);
  const [best] = candidates as [Candidate];
  const rival = candidates.find(
    (other) =>
      other.delimiter !== best.delimiter &&
      other.score > best.score - 0.04 &&
      other.shape.width > 1 &&
      best.shape.width > 1,
  );
  const above = best.shape.start + best.shape.header.above;
  const first = best.rows[above];
  const skipLines = known.skipLines ?? (above > 0 && first ? first.line - 1 : firstLine - 1);
  const heads = best.rows.slice(0, above).flatMap(({ cells }) => cells.filter((cell) => cell.trim() !== ''));
  const { delimiter: found, quote, backslash, spaced, nulls, shape } = best;
  return {
    ...{ delimiter: found, quote, backslash, spaced, nulls, shape, carriageReturns, skipLines },
    skippedText: known.skipLines === undefined ? [comments.text, ...heads].filter((part) => part !== '').join(' ') : '',
    score: shape.width > 1 ? Math.max(0, best.score) : 0,
    rows: best.rows.length,
    rival: rival?.delimiter ?? null,
  };
}

/** Excel's own line that says what stands between the cells. */
function separatorLine(text: string): { delimiter: string; lines: number } | null {
  const [, , found] = /^\uFEFF?(["']?)sep=(\\t|[^\n\r])\1[;,\t ]*\r*(\n|$)/i.exec(text) ?? [];
  return found === undefined ? null : { delimiter: found === '\\t' ? '\t' : found, lines: 1 };
}

const COMMENT = /^\s*(#|\/\/|--\s|%%?\s|\/\*)/;

/** Lines for people at the beginning; the last of them may be the names of the columns behind a `#`. */
function commentLines(text: string): { lines: number; text: string } {
  const lines = text.slice(0, SLICE).split('\n');
  let count = 0;
  while (
    count < lines.length - 1 &&
    (COMMENT.test(lines[count] ?? '') || (count > 0 && (lines[count] ?? '').trim() === ''))
  )
    count++;
  if (count === 0) return { lines: 0, text: '' };
  const last = lines[count - 1] ?? '';
  const below = lines.slice(count, count + 20).filter((line) => line.trim() !== '');
  for (const delimiter of DELIMITERS) {
    const cells = last.split(delimiter);
    const widths = below.map((line) => line.split(delimiter).length);
    const same = widths.filter((width) => width === cells.length).length;
    if (cells.length < 2 || same < widths.length * 0.9) continue;
    // “# name,text” above cells is the names; above names it is a remark with as many commas.
    const names = cells.map((cell) => cell.replace(/^[\s#/]+/, '').trim());
    const isRemark =
      names.some((name) => name === '' || name.split(/\s+/).length > 3) ||
      (/^\s*#+\s/.test(last) && looksNamed(below, delimiter));
    if (!isRemark) count--;
    break;
  }
  return {
    lines: count,
    text: lines
      .slice(0, count)
      .map((line) => line.trim())
      .join(' ')
      .trim(),
  };
}

function looksNamed(lines: readonly string[], delimiter: string): boolean {
  const rows = lines.map((line, index) => ({ cells: line.split(delimiter), line: index + 1, lines: 1 }));
  return tableShape(rows, { start: 0 }).header.rows > 0;
}

function withoutLines(text: string, count: number): string {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return '';
    at = newline + 1;
  }
  return at === 0 ? text : text.slice(at);
}

function delimitersIn(text: string): string[] {
  const beginning = text.split('\n', 5).join('\n');
  return [
    ...DELIMITERS.filter((one) => text.includes(one)),
    ...RARE_DELIMITERS.filter((one) => beginning.includes(one)),
    '',
  ];
}

/** The ways in which cells may be enclosed and escaped, as far as the text has signs of them: the plain one first. */
function stylesFor(text: string, delimiter: string, known: KnownDialect): Dialect[] {
  const nulls = delimiter === '' ? false : hasNulls(text, delimiter);
  const quotes = known.quote === undefined ? quotesIn(text, delimiter) : [known.quote];
  const styles: Dialect[] = [];
  for (const quote of quotes) {
    const isSpaced =
      delimiter === '|' && hasBlanksAround(text, delimiter)
        ? true
        : quote !== '' && delimiter !== '' && spacedQuotes(text, delimiter, quote);
    const escapes = known.backslash === undefined ? escapesIn(text, quote, nulls) : [known.backslash];
    for (const backslash of escapes) {
      for (const spaced of isSpaced ? [true, false] : [false])
        styles.push({ delimiter, quote, backslash, spaced, nulls });
    }
  }
  return styles;
}

/** A cell that is `\N` and nothing else. */
function hasNulls(text: string, delimiter: string): boolean {
  for (let at = text.indexOf('\\N'); at >= 0; at = text.indexOf('\\N', at + 2)) {
    const [before, after] = [text[at - 1] ?? '\n', text[at + 2] ?? '\n'];
    if ((before === delimiter || before === '\n') && (after === delimiter || after === '\n' || after === '\r'))
      return true;
  }
  return false;
}

/** Escapes are tried where a quote is escaped, or where there are nulls and each backslash stands before what MySQL escapes. */
function escapesIn(text: string, quote: string, nulls: boolean): boolean[] {
  if (quote !== '' && text.includes(`\\${quote}`)) return [false, true];
  return nulls && !/\\[^\\"'ntr0bZN\t\n\r]/.test(text) && /\\[^N]/.test(text) ? [true] : [false];
}

/** Nearly every delimiter stands between blanks, as where a table is drawn for people to read. */
function hasBlanksAround(text: string, delimiter: string): boolean {
  let all = 0;
  let spaced = 0;
  for (let at = text.indexOf(delimiter); at >= 0 && all < 1000; at = text.indexOf(delimiter, at + 1)) {
    all++;
    if (text[at - 1] === ' ' && /\s/.test(text[at + 1] ?? ' ')) spaced++;
  }
  return all > 3 && spaced > all * 0.95;
}

/** Blanks before most of the quotes that begin a cell. */
function spacedQuotes(text: string, delimiter: string, quote: string): boolean {
  let spaced = 0;
  let tight = 0;
  for (let at = text.indexOf(delimiter); at >= 0 && spaced + tight < 1000; at = text.indexOf(delimiter, at + 1)) {
    let next = at + 1;
    while ((text[next] === ' ' || text[next] === '\t') && text[next] !== delimiter) next++;
    if (text[next] === quote) {
      if (next > at + 1) spaced++;
      else tight++;
    }
  }
  return spaced > 0 && spaced >= tight;
}

/** Single quotes enclose fields only where they stand at both ends of many; in a text they are apostrophes. */
function quotesIn(text: string, delimiter: string): string[] {
  if (!text.includes('"')) {
    const lines = text.split('\n', ROWS).filter((line) => line.trim() !== '');
    const enclosed = lines.filter(
      (line) => line.startsWith("'") || (delimiter !== '' && line.includes(`${delimiter}'`)),
    );
    const closed = enclosed.filter((line) => line.includes(`'${delimiter}`) || line.trimEnd().endsWith("'"));
    return closed.length > lines.length / 2 ? ["'"] : ['"'];
  }
  return isQuoted(text, delimiter) ? ['"'] : ['"', ''];
}

/** Whether quotes enclose cells more often than they stand at the beginning of one that they do not end: those are inches, or a slip. */
function isQuoted(text: string, delimiter: string): boolean {
  let enclosed = 0;
  let dangling = 0;
  for (const line of text.split('\n', ROWS)) {
    const content = line.trimEnd();
    if (!content.includes('"')) continue;
    let open = false;
    for (const cell of delimiter === '' ? [content] : content.split(delimiter)) {
      const part = cell.trim();
      if (open) {
        // A delimiter within quotes.
        if (part.endsWith('"')) {
          enclosed++;
          open = false;
        }
      } else if (part.startsWith('"')) {
        if (part.length > 1 && part.endsWith('"')) enclosed++;
        else open = true;
      }
    }
    if (open) dangling++;
  }
  // Commas stand in texts, too: a quote that is not closed is rather a slip there.
  return dangling === 0 || enclosed > dangling || (delimiter === ',' && (enclosed > 0 || dangling < 3));
}

function sampleRows(text: string, { delimiter, ...style }: Dialect, firstLine: number): SampleRow[] {
  const rows: SampleRow[] = [];
  let previous: SampleRow | undefined;
  const add = (cells: string[], line: number) => {
    if (previous) previous.lines = line - previous.line;
    previous = { cells, line, lines: 1 };
    rows.push(previous);
  };
  const parser = new CsvParser(delimiter, { row: add, reject: (line) => add([], line) }, { ...style, firstLine });
  let at = 0;
  for (; at < text.length && rows.length < ROWS; at += SLICE) parser.feed(text.slice(at, at + SLICE));
  if (at >= text.length) {
    parser.end();
    // The last row of a sample may be cut; that of a whole file ends in a line break.
    if (text.length >= SAMPLE_LENGTH && rows.length > 1) rows.pop();
  }
  return rows.slice(0, ROWS);
}

/** How much speaks for a dialect: above all that the rows have as many cells as there are names. */
function scoreOf(
  dialect: Dialect,
  rows: readonly SampleRow[],
  shape: TableShape,
  text: string,
  isTable: boolean,
): number {
  const { delimiter } = dialect;
  // Quotes that enclose nothing must make a plainly better table than quotes do.
  const rejected = rows.filter(({ cells }) => cells.length === 0).length / Math.max(1, rows.length);
  const style = (dialect.quote === '' ? -0.005 : 0) + (dialect.spaced ? 0.002 : 0) - (dialect.backslash ? 0.001 : 0);
  const first = rows.find(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (delimiter === '') {
    const line = first?.cells[0] ?? '';
    const hasOne = DELIMITERS.some((one) => line.includes(one));
    const worth = !isTable ? ONE_COLUMN.text : hasOne ? ONE_COLUMN.delimited : ONE_COLUMN.plain;
    return worth - rejected + style;
  }
  if (shape.width < 2) return 0;
  const table = rows.slice(shape.start);
  const named = widthOf0(table[0]) === shape.width ? 0.1 : 0;
  return (
    shape.share +
    named +
    style +
    (PRIOR[delimiter] ?? 0) -
    headPenalty(rows, shape, delimiter) -
    0.4 * dividedQuotes(table) -
    prosePenalty(table, shape, dialect, text, isTable)
  );
}

/** Share of the lines of a table that look like rows, but lie within quotes. */
function joinedShare(rows: readonly SampleRow[], { start, width }: TableShape, delimiter: string): number {
  const table = rows.slice(start);
  const swallowed = table.reduce(
    (sum, row) => sum + (row.lines > 1 ? swallowedRows(row.cells, delimiter, width) : 0),
    0,
  );
  return swallowed / Math.max(1, table.length + swallowed);
}

/** Share of the rows that must be whole without quotes for a quote to be one that was never meant. */
const WHOLE_UNQUOTED = 0.9;

/** Texts of several lines have commas, too: where the same lines make no table without quotes, the quotes were meant. */
function forgiveJoined(candidates: readonly Candidate[]): void {
  for (const quoted of candidates) {
    if (quoted.joined === 0 || quoted.shape.share < WHOLE_UNQUOTED) continue;
    const bare = candidates.find(({ delimiter, quote }) => delimiter === quoted.delimiter && quote === '');
    if (bare && bare.shape.share < WHOLE_UNQUOTED) quoted.score += quoted.joined;
  }
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

const widthOf0 = (row: SampleRow | undefined): number => row?.cells.length ?? 0;

/** One short line above rows of two cells is as well the name of one column, whose texts have a comma each. */
function headPenalty(rows: readonly SampleRow[], { start, width }: TableShape, delimiter: string): number {
  if (start === 0) return 0;
  const [head, next] = rows;
  const isOneWord =
    start === 1 && head?.cells.length === 1 && !/\s/.test(head.cells[0]?.trim() ?? '') && next?.line === head.line + 1;
  if (isOneWord) return width === 2 || delimiter === ',' ? 0.3 : 0.1;
  return 0.02;
}

/** Commas and semicolons of sentences, lists and numbers stand between words, and not between cells. */
function prosePenalty(
  rows: readonly SampleRow[],
  { width }: TableShape,
  { delimiter, spaced, quote }: Dialect,
  text: string,
  isTable: boolean,
): number {
  if (delimiter !== ',' && delimiter !== ';') return 0;
  let blanks = 0;
  let decimals = 0;
  let brackets = 0;
  let gaps = 0;
  for (const { cells } of rows.slice(0, 100)) {
    for (let at = 1; at < cells.length; at++) {
      const [before, after] = [cells[at - 1] as string, cells[at] as string];
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
  const sureWidth = width > 2 && rows.length > 8;
  return decimal + bracket + (isProse ? (sureWidth ? 0.12 : isTable ? 0.4 : 0.5) : 0);
}

const count = (text: string, character: string): number => text.split(character).length - 1;

/** What is seen as blank, or not at all, around a name. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\uFEFF\p{Cc}]/gu;

/** Names for columns: empty ones get their position, repeated ones a number, so that every name is said once. */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  /** The next number of a repeated name: of a hundred thousand equal ones each is not counted from the beginning. */
  const numbers = new Map<string, number>();
  return header.map((cell, index) => {
    const seen = cell
      .replace(/[\s\u00A0]*[\n\r\t\u00A0\u2000-\u200A\u202F\u3000][\s\u00A0]*/g, ' ')
      .replace(INVISIBLE, '');
    const base = seen.trim() || `column ${index + 1}`;
    let name = base;
    let number = numbers.get(base) ?? 2;
    for (; taken.has(name); number++) name = `${base} (${number})`;
    numbers.set(base, number);
    taken.add(name);
    return name;
  });
}

/** Names from the rows that say them; a sign for comments before the first is none of it. */
export function namesFrom(rows: readonly (readonly string[])[]): string[] {
  const joined = joinedNames(rows);
  const [first] = joined;
  if (first !== undefined && /^#\s*\S/.test(first) && joined.length > 1) joined[0] = first.replace(/^#\s*/, '');
  return columnNames(joined);
}
