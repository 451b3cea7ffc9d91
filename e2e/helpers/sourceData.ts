import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** Real descriptions of software packages, where they lie beside the project; the sample data set else. */
const PRODUCTS = join(root, '..', 'shared', 'data', 'products.csv');
const SAMPLE = join(root, 'resources', 'sample.csv');

export const INPUTS = ['name', 'category', 'tagline'] as const;
export const OUTPUT = 'description';

export interface SourceData {
  fileName: string;
  /** CSV with a header: the three `INPUTS`, then the `OUTPUT`. */
  text: string;
  /** Without the header. */
  rows: number;
}

/**
 * The shortest rows of a real table, in its order: a training writes texts as long as its longest row, at each evaluation and at its end,
 * and would take longer for these than for all else.
 */
export function productRows(limit: number): SourceData {
  const file = existsSync(PRODUCTS) ? PRODUCTS : SAMPLE;
  const [header = '', ...rows] = records(readFileSync(file, 'utf8'));
  const shortest = new Set(rows.toSorted((a, b) => a.length - b.length).slice(0, limit));
  return { fileName: basename(file), ...tableOf(header, rows.filter((row) => shortest.has(row)).slice(0, limit)) };
}

/** Cuts CSV after the header and `limit` records. */
export function firstRecords(csv: string, limit: number): { text: string; rows: number } {
  const [header = '', ...rows] = records(csv);
  return tableOf(header, rows.slice(0, limit));
}

const tableOf = (header: string, rows: readonly string[]) => ({ text: [header, ...rows].join(''), rows: rows.length });

/** Each with the line break that ends it; one inside of quotes ends none. */
function records(csv: string): string[] {
  const found: string[] = [];
  let [start, quoted] = [0, false];
  for (let at = 0; at < csv.length; at += 1) {
    if (csv[at] === '"') quoted = !quoted;
    if (csv[at] !== '\n' || quoted) continue;
    found.push(csv.slice(start, at + 1));
    start = at + 1;
  }
  return found;
}
