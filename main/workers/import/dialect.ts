import type { Dialect, KnownDialect } from './cellDialect.ts';
import { CsvParser } from './csvParser.ts';
import { joinedShare, scoreOf } from './dialectScore.ts';
import { delimitersIn, stylesFor } from './dialectStyles.ts';
import { type SampleRow, type TableShape, tableShape } from './tableShape.ts';
import { withLineFeeds } from './textCleaner.ts';
import { textStart } from './textStart.ts';

/** Rows of the sample that are looked at, and how much text at most. */
const ROWS = 400;
const SAMPLE_LENGTH = 1 << 18;
const SLICE = 1 << 14;
/** Scores that lie so close tell too little. */
const CLOSE = 0.04;

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
  /** The first name stands behind the mark of a comment. */
  markedNames: boolean;
  /** Another delimiter that makes nearly as good a table of other columns. */
  rival: string | null;
}

interface Candidate extends Dialect {
  rows: SampleRow[];
  shape: TableShape;
  score: number;
  /** What its score lacks because lines in quotes look like rows. */
  joined: number;
}

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
  // Without a line feed there are no other lines.
  if (!sample.trimEnd().includes('\n')) return old;
  // A line feed before its carriage return: each line but the first would begin with it.
  if (sample.split('\n\r').length > sample.split('\n').length * 0.8) return old;
  // Carriage returns within quotes are none of the lines: then both make the same rows.
  // One line is no table, however even its cells.
  return old.rows > plain.rows && (plain.rows < 2 || old.score > plain.score - 0.02) ? old : plain;
}

/** A carriage return that is not before a line feed, nor before another one that is. */
export const hasBareReturns = (text: string): boolean =>
  /\r(?!\r*\n)/.test(text.endsWith('\r') ? text.slice(0, -1) : text);

function detectWith(sample: string, known: KnownDialect, isTable: boolean, carriageReturns: boolean): DetectedTable {
  const beginning = textStart(sample, known);
  const text = beginning.text.slice(0, SAMPLE_LENGTH);
  const delimiter = known.delimiter ?? beginning.delimiter;
  const candidates = (delimiter === undefined ? delimitersIn(text) : [delimiter])
    .flatMap((one) => stylesFor(text, one, known))
    .map((dialect) => candidateOf(dialect, text, beginning.lines + 1, known, isTable));
  forgiveJoined(candidates);
  candidates.sort((a, b) => b.score - a.score);
  const [best] = candidates as [Candidate];
  const { joined: _, score, rows, ...found } = best;
  const above = found.shape.start + found.shape.header.above;
  const first = rows[above];
  const heads = rows.slice(0, above).flatMap(({ cells }) => cells.filter((cell) => cell.trim() !== ''));
  const isSaid = known.skipLines !== undefined;
  return {
    ...found,
    carriageReturns,
    markedNames: beginning.markedNames,
    skipLines: !isSaid && above > 0 && first ? first.line - 1 : beginning.lines,
    skippedText: isSaid ? '' : [beginning.comments, ...heads].filter((part) => part !== '').join(' '),
    score: found.shape.width > 1 ? Math.max(0, score) : 0,
    rows: rows.length,
    rival: rivalOf(best, candidates)?.delimiter ?? null,
  };
}

/** A dialect with what it makes of the text, whose first line has this number. */
function candidateOf(
  dialect: Dialect,
  text: string,
  firstLine: number,
  { header, skipLines }: KnownDialect,
  isTable: boolean,
): Candidate {
  const rows = sampleRows(text, dialect, firstLine);
  const shape = tableShape(rows, { header, ...(skipLines !== undefined && { start: 0 }) });
  const joined = dialect.delimiter === '' || shape.width < 2 ? 0 : joinedShare(rows, shape, dialect.delimiter);
  return { ...dialect, rows, shape, joined, score: scoreOf(dialect, rows, shape, text, isTable) - joined };
}

/** Another delimiter that makes nearly as good a table of several columns. */
function rivalOf(best: Candidate, candidates: readonly Candidate[]): Candidate | undefined {
  if (best.shape.width < 2) return undefined;
  return candidates.find(
    ({ delimiter, score, shape }) => delimiter !== best.delimiter && score > best.score - CLOSE && shape.width > 1,
  );
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
