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

/** The first rows of a real table. */
export function productRows(limit: number): SourceData {
  const file = existsSync(PRODUCTS) ? PRODUCTS : SAMPLE;
  return { fileName: basename(file), ...firstRecords(readFileSync(file, 'utf8'), limit) };
}

/** Cuts CSV after the header and `limit` records; a line break inside of quotes ends none. */
export function firstRecords(csv: string, limit: number): { text: string; rows: number } {
  let quoted = false;
  let ends = 0;
  for (let at = 0; at < csv.length; at += 1) {
    if (csv[at] === '"') quoted = !quoted;
    if (csv[at] !== '\n' || quoted) continue;
    ends += 1;
    if (ends === limit + 1) return { text: csv.slice(0, at + 1), rows: limit };
  }
  return { text: csv, rows: csv.endsWith('\n') ? ends - 1 : ends };
}
