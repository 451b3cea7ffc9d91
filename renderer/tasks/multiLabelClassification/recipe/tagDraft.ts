import { z } from 'zod';
import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import type { TagRecipe, TagRequest } from '../../../../shared/domain/tasks/multiLabelClassification/recipe.ts';
import { suggest } from '../../../../shared/domain/tasks/multiLabelClassification/resolve.ts';
import { templateColumns } from '../../../../shared/domain/tasks/template.ts';
import { defaultTemplate } from '../../../../shared/domain/tasks/textRecipe.ts';
import type { DraftDefinition } from '../../task.ts';

/** What the form holds: labels in cells, or a column for each. Both are kept. */
export const TagDraft = z.object({
  way: z.enum(['cells', 'columns']),
  inputs: z.array(z.string()).readonly(),
  /** Of cells with several labels. */
  output: z.string().nullable(),
  separator: z.string(),
  /** Of a label each. */
  labels: z.array(z.string()).readonly(),
  /** `null` follows the columns; a text is the user's own. */
  template: z.string().nullable(),
});
export type TagDraft = z.infer<typeof TagDraft>;

const USUAL_SEPARATOR = ';';

function draftOf(request: TagRequest, columns: readonly Column[]): TagDraft {
  const { inputs, output, others = [], separator, template } = request;
  const found = columns.find(({ name }) => name === output)?.labels?.separator;
  const isOfColumns = others.length > 0;
  return {
    way: isOfColumns ? 'columns' : 'cells',
    inputs,
    output: isOfColumns ? null : output,
    separator: separator ?? found ?? USUAL_SEPARATOR,
    labels: isOfColumns ? [output, ...others] : [],
    template: template === undefined || template === defaultTemplate(inputs) ? null : template,
  };
}

const named = ({ inputs, output, labels, template }: TagDraft): string[] => [
  ...inputs,
  ...(output === null ? [] : [output]),
  ...labels,
  ...(template === null ? [] : templateColumns(template)),
];

const fits = (draft: TagDraft, columns: readonly Column[]): boolean =>
  named(draft).every((name) => columns.some((column) => column.name === name));

function guess(columns: readonly Column[], suggested?: TagRequest): TagDraft {
  const own = [suggested, suggest(columns)].flatMap((request) => (request ? [draftOf(request, columns)] : []));
  const fitting = own.find((draft) => fits(draft, columns));
  if (fitting) return fitting;
  const several = columns.findLast(({ labels }) => labels);
  const yesNo = columns.filter(({ type }) => type === 'boolean').map(({ name }) => name);
  const inputs = wordedColumns(columns).filter(({ name }) => name !== several?.name);
  return {
    way: !several && yesNo.length > 1 ? 'columns' : 'cells',
    inputs: inputs.map(({ name }) => name),
    output: several?.name ?? null,
    separator: several?.labels?.separator ?? USUAL_SEPARATOR,
    labels: yesNo.length > 1 ? yesNo : [],
    template: null,
  };
}

export const TAG_DRAFT: DraftDefinition<'multi-label-classification', TagDraft> = {
  schema: TagDraft,
  guess,
  fromRun({ recipe }, columns) {
    const draft = draftOf(recipe satisfies TagRecipe, columns);
    return fits(draft, columns) ? draft : guess(columns);
  },
  fit: (draft, columns) => (fits(draft, columns) ? draft : guess(columns)),
  kindOf: () => 'tag',
  withKind: (draft) => draft,
  toRequest({ way, inputs, output, separator, labels, template }) {
    const [first, ...others] = labels;
    const told = way === 'columns' ? first : (output ?? undefined);
    if (told === undefined || (way === 'columns' && others.length === 0)) return null;
    if (way === 'cells' && separator.trim() === '') return null;
    if (inputs.length === 0 && template === null) return null;
    return {
      ...{ kind: 'tag', inputs: [...inputs], output: told },
      ...(way === 'columns' ? { others } : { separator }),
      ...(template !== null && { template }),
    };
  },
  toFidelityFields: () => ({}),
};
