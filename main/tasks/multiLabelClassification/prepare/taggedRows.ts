import { readLabels } from '../../../../shared/domain/tasks/labelList.ts';
import type { Documents } from '../../prepare/documents.ts';
import type { TextRow } from '../../texts/prepareTexts.ts';

/** A row that has a text and labels, which may be none. */
export interface TaggedRow extends TextRow {
  labels: readonly string[];
}

/** In their order, from the beginning. */
export function* taggedRows(documents: Documents): Generator<TaggedRow> {
  for (const { row, document } of documents.readWhole()) {
    if (document) yield { row, text: document.prompt, labels: readLabels(document.completion) };
  }
}
