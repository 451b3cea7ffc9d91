import { z } from 'zod';
import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import { mayBeLabels, suggest } from '../../../../shared/domain/tasks/textClassification/suggest.ts';
import type { DraftDefinition } from '../../task.ts';
import { TextDraft, textDraft } from '../../textDraft.ts';

/** Columns with texts, and the last one that may hold labels. */
function guess(columns: readonly Column[]) {
  const output = columns.findLast(mayBeLabels)?.name ?? null;
  const inputs = wordedColumns(columns).filter(({ name }) => name !== output);
  return { inputs: inputs.map(({ name }) => name), output };
}

export const LabelDraft = TextDraft.extend({
  /** Whether rare labels count as much as common ones. */
  balanced: z.boolean().default(false),
  /** Whether the model predicts together with words from the start. */
  words: z.boolean().default(false),
});
export type LabelDraft = z.infer<typeof LabelDraft>;

const { remedies: _, ...TEXT } = textDraft<'text-classification'>('classify', suggest, guess);

export const LABEL_DRAFT: DraftDefinition<'text-classification', LabelDraft> = {
  ...TEXT,
  schema: LabelDraft,
  guess: (columns, suggested) => ({
    ...TEXT.guess(columns, suggested),
    balanced: suggested?.classWeight === 'balanced',
    words: suggested?.words === 'together',
  }),
  fromRun: (run, columns) => ({
    ...TEXT.fromRun(run, columns),
    balanced: run.recipe.classWeight === 'balanced',
    words: run.recipe.words === 'together',
  }),
  fit: (draft, columns) => ({ ...TEXT.fit(draft, columns), balanced: draft.balanced, words: draft.words }),
  withKind: (draft) => draft,
  toRequest(draft) {
    const request = TEXT.toRequest(draft);
    return (
      request && {
        ...request,
        ...(draft.balanced && { classWeight: 'balanced' as const }),
        ...(draft.words && { words: 'together' as const }),
      }
    );
  },
};
