import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import { suggest } from '../../../../shared/domain/tasks/sentenceSimilarity/suggest.ts';
import { textDraft } from '../../textDraft.ts';

/** The longest texts are found by the first ones beside them. */
function guess(columns: readonly Column[]) {
  const worded = wordedColumns(columns);
  const output = worded.toSorted((one, other) => other.meanLength - one.meanLength)[0]?.name ?? null;
  const first = worded.find(({ name }) => name !== output);
  return { inputs: first ? [first.name] : [], output: first ? output : null };
}

export const MATCH_DRAFT = textDraft<'sentence-similarity'>('match', suggest, guess);
