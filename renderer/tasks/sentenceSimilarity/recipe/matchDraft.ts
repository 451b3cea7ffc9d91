import { z } from 'zod';
import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import {
  defaultTemplate,
  type MatchRecipe,
  type MatchRequest,
  usedColumns,
} from '../../../../shared/domain/tasks/sentenceSimilarity/recipe.ts';
import { suggest } from '../../../../shared/domain/tasks/sentenceSimilarity/resolve.ts';
import { templateColumns } from '../../../../shared/domain/tasks/template.ts';
import type { DraftDefinition } from '../../task.ts';

export const MatchDraft = z.object({
  inputs: z.array(z.string()).readonly(),
  output: z.string().nullable(),
  /** `null` follows the columns; a text is the user's own. */
  template: z.string().nullable(),
});
export type MatchDraft = z.infer<typeof MatchDraft>;

const has = (columns: readonly Column[], names: readonly string[]): boolean =>
  names.every((name) => columns.some((column) => column.name === name));

const draftOf = ({ inputs, output, template }: MatchRequest): MatchDraft => ({
  inputs,
  output,
  template: template === undefined || template === defaultTemplate(inputs) ? null : template,
});

/** As suggested; else the longest texts are found by the first ones beside them. */
export function guessDraft(columns: readonly Column[], suggested?: MatchRequest): MatchDraft {
  const own = suggested && has(columns, usedColumns(suggested)) ? suggested : suggest(columns);
  if (own) return draftOf(own);
  const worded = wordedColumns(columns);
  const output = worded.toSorted((one, other) => other.meanLength - one.meanLength)[0]?.name ?? null;
  const first = worded.find(({ name }) => name !== output);
  return { inputs: first ? [first.name] : [], output: first ? output : null, template: null };
}

function fit(draft: MatchDraft, columns: readonly Column[]): MatchDraft {
  const { inputs, output, template } = draft;
  const named = [
    ...inputs,
    ...(output === null ? [] : [output]),
    ...(template === null ? [] : templateColumns(template)),
  ];
  return has(columns, named) ? draft : guessDraft(columns);
}

const fromRun = (recipe: MatchRecipe, columns: readonly Column[]): MatchDraft =>
  has(columns, usedColumns(recipe)) ? draftOf(recipe) : guessDraft(columns);

/** `null` while the form lacks an answer that nobody can guess. */
function toRequest({ inputs, output, template }: MatchDraft): MatchRequest | null {
  if (output === null || (inputs.length === 0 && template === null)) return null;
  return { kind: 'match', inputs: [...inputs], output, ...(template !== null && { template }) };
}

/** A column cannot be both. */
export const withOutput = (draft: MatchDraft, output: string | null): MatchDraft => ({
  ...draft,
  output,
  inputs: draft.inputs.filter((column) => column !== output),
});

export const MATCH_DRAFT: DraftDefinition<'sentence-similarity', MatchDraft> = {
  schema: MatchDraft,
  guess: guessDraft,
  fromRun: ({ recipe }, columns) => fromRun(recipe, columns),
  fit,
  kindOf: () => 'match',
  withKind: (draft) => draft,
  toRequest,
  toFidelityFields: () => ({}),
};
