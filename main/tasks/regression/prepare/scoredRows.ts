import type { Documents } from '../../prepare/documents.ts';
import type { TextRow } from '../../texts/prepareTexts.ts';

/** A row that has a text and a number. */
export interface ScoredRow extends TextRow {
  number: number;
}

/** In their order, from the beginning. */
export function* scoredRows(documents: Documents): Generator<ScoredRow> {
  for (const { row, document } of documents.readWhole()) {
    if (document) yield { row, text: document.prompt, number: Number(document.completion) };
  }
}
