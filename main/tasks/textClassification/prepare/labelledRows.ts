import type { Documents } from '../../prepare/documents.ts';

/** A row that has a text and a label. */
export interface LabelledRow {
  /** Place in the data set's version, from 0. */
  row: number;
  text: string;
  label: string;
}

/** In their order, from the beginning. */
export function* labelledRows(documents: Documents): Generator<LabelledRow> {
  for (const { row, document } of documents.readWhole()) {
    if (document) yield { row, text: document.prompt, label: document.completion };
  }
}
