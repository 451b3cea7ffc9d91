import { z } from 'zod';
import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import { templateColumns } from '../../../../shared/domain/tasks/template.ts';
import {
  type ClassifyRecipe,
  type ClassifyRequest,
  defaultTemplate,
  usedColumns,
} from '../../../../shared/domain/tasks/textClassification/recipe.ts';
import { mayBeLabels, suggest } from '../../../../shared/domain/tasks/textClassification/resolve.ts';
import type { DraftDefinition } from '../../task.ts';

export const LabelDraft = z.object({
  inputs: z.array(z.string()).readonly(),
  output: z.string().nullable(),
  /** `null` follows the columns; a text is the user's own. */
  template: z.string().nullable(),
});
export type LabelDraft = z.infer<typeof LabelDraft>;

const has = (columns: readonly Column[], names: readonly string[]): boolean =>
  names.every((name) => columns.some((column) => column.name === name));

const draftOf = ({ inputs, output, template }: ClassifyRequest): LabelDraft => ({
  inputs,
  output,
  template: template === undefined || template === defaultTemplate(inputs) ? null : template,
});

/** As suggested; else the columns with texts, and the last one that may hold labels. */
export function guessDraft(columns: readonly Column[], suggested?: ClassifyRequest): LabelDraft {
  const own = suggested && has(columns, usedColumns(suggested)) ? suggested : suggest(columns);
  if (own) return draftOf(own);
  const output = columns.findLast(mayBeLabels)?.name ?? null;
  const inputs = wordedColumns(columns).filter(({ name }) => name !== output);
  return { inputs: inputs.map(({ name }) => name), output, template: null };
}

function fit(draft: LabelDraft, columns: readonly Column[]): LabelDraft {
  const { inputs, output, template } = draft;
  const named = [
    ...inputs,
    ...(output === null ? [] : [output]),
    ...(template === null ? [] : templateColumns(template)),
  ];
  return has(columns, named) ? draft : guessDraft(columns);
}

const fromRun = (recipe: ClassifyRecipe, columns: readonly Column[]): LabelDraft =>
  has(columns, usedColumns(recipe)) ? draftOf(recipe) : guessDraft(columns);

/** `null` while the form lacks an answer that nobody can guess. */
function toRequest({ inputs, output, template }: LabelDraft): ClassifyRequest | null {
  if (output === null || (inputs.length === 0 && template === null)) return null;
  return { kind: 'classify', inputs: [...inputs], output, ...(template !== null && { template }) };
}

/** A column cannot be both. */
export const withOutput = (draft: LabelDraft, output: string | null): LabelDraft => ({
  ...draft,
  output,
  inputs: draft.inputs.filter((column) => column !== output),
});

export const LABEL_DRAFT: DraftDefinition<'text-classification', LabelDraft> = {
  schema: LabelDraft,
  guess: guessDraft,
  fromRun: ({ recipe }, columns) => fromRun(recipe, columns),
  fit,
  kindOf: () => 'classify',
  withKind: (draft) => draft,
  toRequest,
  toFidelityFields: () => ({}),
};
