import { z } from 'zod';
import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import {
  defaultTemplate,
  type ScoreRecipe,
  type ScoreRequest,
  usedColumns,
} from '../../../../shared/domain/tasks/regression/recipe.ts';
import { mayBeScores, suggest } from '../../../../shared/domain/tasks/regression/resolve.ts';
import { templateColumns } from '../../../../shared/domain/tasks/template.ts';
import type { DraftDefinition } from '../../task.ts';

export const ScoreDraft = z.object({
  inputs: z.array(z.string()).readonly(),
  output: z.string().nullable(),
  /** `null` follows the columns; a text is the user's own. */
  template: z.string().nullable(),
});
export type ScoreDraft = z.infer<typeof ScoreDraft>;

const has = (columns: readonly Column[], names: readonly string[]): boolean =>
  names.every((name) => columns.some((column) => column.name === name));

const draftOf = ({ inputs, output, template }: ScoreRequest): ScoreDraft => ({
  inputs,
  output,
  template: template === undefined || template === defaultTemplate(inputs) ? null : template,
});

/** As suggested; else the columns with texts, and the last one that may hold numbers. */
export function guessDraft(columns: readonly Column[], suggested?: ScoreRequest): ScoreDraft {
  const own = suggested && has(columns, usedColumns(suggested)) ? suggested : suggest(columns);
  if (own) return draftOf(own);
  const output = columns.findLast(mayBeScores)?.name ?? null;
  const inputs = wordedColumns(columns).filter(({ name }) => name !== output);
  return { inputs: inputs.map(({ name }) => name), output, template: null };
}

function fit(draft: ScoreDraft, columns: readonly Column[]): ScoreDraft {
  const { inputs, output, template } = draft;
  const named = [
    ...inputs,
    ...(output === null ? [] : [output]),
    ...(template === null ? [] : templateColumns(template)),
  ];
  return has(columns, named) ? draft : guessDraft(columns);
}

const fromRun = (recipe: ScoreRecipe, columns: readonly Column[]): ScoreDraft =>
  has(columns, usedColumns(recipe)) ? draftOf(recipe) : guessDraft(columns);

/** `null` while the form lacks an answer that nobody can guess. */
function toRequest({ inputs, output, template }: ScoreDraft): ScoreRequest | null {
  if (output === null || (inputs.length === 0 && template === null)) return null;
  return { kind: 'score', inputs: [...inputs], output, ...(template !== null && { template }) };
}

/** A column cannot be both. */
export const withOutput = (draft: ScoreDraft, output: string | null): ScoreDraft => ({
  ...draft,
  output,
  inputs: draft.inputs.filter((column) => column !== output),
});

export const SCORE_DRAFT: DraftDefinition<'regression', ScoreDraft> = {
  schema: ScoreDraft,
  guess: guessDraft,
  fromRun: ({ recipe }, columns) => fromRun(recipe, columns),
  fit,
  kindOf: () => 'score',
  withKind: (draft) => draft,
  toRequest,
  toFidelityFields: () => ({}),
};
