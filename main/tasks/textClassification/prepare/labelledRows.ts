import type { Documents } from '../../prepare/documents.ts';
import type { TextRow } from '../../texts/prepareTexts.ts';

/** A row that has a text and a label. */
export interface LabelledRow extends TextRow {
  label: string;
}

/** In their order, from the beginning. */
export function* labelledRows(documents: Documents): Generator<LabelledRow> {
  for (const { row, document } of documents.readWhole()) {
    if (document) yield { row, text: document.prompt, label: document.completion };
  }
}
