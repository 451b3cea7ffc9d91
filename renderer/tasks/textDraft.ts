import { z } from 'zod';
import type { Column } from '../../shared/domain/columns.ts';
import type { RecipeOf, RequestOf, TaskKind } from '../../shared/domain/tasks/index.ts';
import { templateColumns } from '../../shared/domain/tasks/template.ts';
import { defaultTemplate, type TextRequest, usedColumns } from '../../shared/domain/tasks/textRecipe.ts';
import type { DraftDefinition } from './task.ts';

/** What the form holds of a recipe that reads a text of a row and tells another column of it. */
export const TextDraft = z.object({
  inputs: z.array(z.string()).readonly(),
  output: z.string().nullable(),
  /** `null` follows the columns; a text is the user's own. */
  template: z.string().nullable(),
});
export type TextDraft = z.infer<typeof TextDraft>;

/** A task whose recipe does so, and has no more questions. */
type TextTask = { [K in TaskKind]: RequestOf<K> extends TextRequest ? K : never }[TaskKind];

const has = (columns: readonly Column[], names: readonly string[]): boolean =>
  names.every((name) => columns.some((column) => column.name === name));

const draftOf = ({ inputs, output, template }: TextRequest): TextDraft => ({
  inputs,
  output,
  template: template === undefined || template === defaultTemplate(inputs) ? null : template,
});

/**
 * @param suggest what the columns are plainly made for
 * @param guess columns where nothing is suggested
 */
export function textDraft<K extends TextTask>(
  kind: RecipeOf<K>['kind'],
  suggest: (columns: readonly Column[]) => TextRequest | null,
  guess: (columns: readonly Column[]) => Pick<TextDraft, 'inputs' | 'output'>,
): DraftDefinition<K, TextDraft> {
  const guessDraft = (columns: readonly Column[], suggested?: TextRequest): TextDraft => {
    const own = suggested && has(columns, usedColumns(suggested)) ? suggested : suggest(columns);
    return own ? draftOf(own) : { ...guess(columns), template: null };
  };
  return {
    schema: TextDraft,
    guess: guessDraft,
    fromRun: ({ recipe }, columns) => (has(columns, usedColumns(recipe)) ? draftOf(recipe) : guessDraft(columns)),
    fit: (draft, columns) => {
      const { inputs, output, template } = draft;
      const named = [
        ...inputs,
        ...(output === null ? [] : [output]),
        ...(template === null ? [] : templateColumns(template)),
      ];
      return has(columns, named) ? draft : guessDraft(columns);
    },
    kindOf: () => kind,
    withKind: (draft) => draft,
    toRequest: ({ inputs, output, template }) => {
      if (output === null || (inputs.length === 0 && template === null)) return null;
      return { kind, inputs: [...inputs], output, ...(template !== null && { template }) } as RequestOf<K>;
    },
    toFidelityFields: () => ({}),
  };
}

/** A column cannot be both. */
export const withOutput = (draft: TextDraft, output: string | null): TextDraft => ({
  ...draft,
  output,
  inputs: draft.inputs.filter((column) => column !== output),
});
