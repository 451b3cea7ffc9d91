import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import { mayBeLabels, suggest } from '../../../../shared/domain/tasks/textClassification/suggest.ts';
import { textDraft } from '../../textDraft.ts';

/** Columns with texts, and the last one that may hold labels. */
function guess(columns: readonly Column[]) {
  const output = columns.findLast(mayBeLabels)?.name ?? null;
  const inputs = wordedColumns(columns).filter(({ name }) => name !== output);
  return { inputs: inputs.map(({ name }) => name), output };
}

export const LABEL_DRAFT = textDraft<'text-classification'>('classify', suggest, guess);
