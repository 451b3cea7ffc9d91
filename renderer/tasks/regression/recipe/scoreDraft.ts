import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import { mayBeScores, suggest } from '../../../../shared/domain/tasks/regression/suggest.ts';
import { textDraft } from '../../textDraft.ts';

/** Columns with texts, and the last one that may hold numbers. */
function guess(columns: readonly Column[]) {
  const output = columns.findLast(mayBeScores)?.name ?? null;
  const inputs = wordedColumns(columns).filter(({ name }) => name !== output);
  return { inputs: inputs.map(({ name }) => name), output };
}

export const SCORE_DRAFT = textDraft<'regression'>('score', suggest, guess);
