import type { Documents } from '../../prepare/documents.ts';

/** A row that has a text and a number. */
export interface ScoredRow {
  /** Place in the data set's version, from 0. */
  row: number;
  text: string;
  number: number;
}

/** In their order, from the beginning. */
export function* scoredRows(documents: Documents): Generator<ScoredRow> {
  for (const { row, document } of documents.readWhole()) {
    if (document) yield { row, text: document.prompt, number: Number(document.completion) };
  }
}
