import { CsvParser } from './csvParser.ts';

export const DELIMITERS = [',', '\t', ';', '|'] as const;

/** Rows of the sample that are looked at. */
const ROWS = 200;

export interface Dialect {
  delimiter: string;
  quote: string;
  /** Share of the rows that agree with it; 0 when nothing speaks for more than one column. */
  score: number;
}

/**
 * Guesses delimiter and quote from the beginning of a text: those with which the rows have the same number of fields, more than one, most
 * often. A file of one column has no delimiter; a comma is as good as any.
 *
 * @param known what needs no guessing
 */
export function detectDialect(
  sample: string,
  known: { delimiter?: string | undefined; quote?: string | undefined } = {},
): Dialect {
  const delimiters = known.delimiter === undefined ? DELIMITERS : [known.delimiter];
  let best: Dialect = { delimiter: known.delimiter ?? ',', quote: known.quote ?? '"', score: 0 };
  for (const delimiter of delimiters) {
    for (const quote of known.quote === undefined ? quotesIn(sample, delimiter) : [known.quote]) {
      const score = consistency(sampleRows(sample, delimiter, quote).map((row) => row.length));
      if (score > best.score) best = { delimiter, quote, score };
    }
  }
  return best;
}

/** Single quotes enclose fields only where they stand at both ends of many; in a text they are apostrophes. */
function quotesIn(sample: string, delimiter: string): string[] {
  const lines = sample.split('\n', ROWS).filter((line) => line.trim() !== '');
  const enclosed = lines.filter((line) => line.startsWith("'") || line.includes(`${delimiter}'`));
  const closed = enclosed.filter((line) => line.includes(`'${delimiter}`) || line.trimEnd().endsWith("'"));
  return closed.length > lines.length / 2 && !sample.includes('"') ? ["'"] : ['"'];
}

/** Share of the rows that have as many fields as most rows do; 0 if that is one field. More fields win a tie. */
function consistency(counts: number[]): number {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  const [fields, rows] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  return fields > 1 ? rows / counts.length + fields / 10_000 : 0;
}

function sampleRows(sample: string, delimiter: string, quote: string): string[][] {
  const rows: string[][] = [];
  const handlers = { row: (cells: string[]) => rows.push(cells), reject: () => rows.push([]) };
  const parser = new CsvParser(delimiter, handlers, quote);
  parser.feed(sample);
  // The last row of a sample may be cut.
  return rows.slice(0, ROWS);
}

const NUMBER = /^\s*[-+]?(\d[\d\s.,']*|\.\d+)(e[-+]?\d+)?\s*%?\s*$/i;
export const isNumber = (text: string): boolean => NUMBER.test(text);

/** A first row is data and not a header only when it is plain numbers: a header of numbers is rarer than a missing header. */
export function isHeader(cells: readonly string[]): boolean {
  return !cells.every((cell) => isNumber(cell));
}

/** Names for columns: empty ones get their position, repeated ones a number, so that every name is said once. */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const base = cell.trim() || `column ${index + 1}`;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base} (${number})`;
    taken.add(name);
    return name;
  });
}
