import { z } from 'zod';
import { textRecipe, textRequest, usedColumns as usedInText } from '../textRecipe.ts';

/** What stands between the labels of a cell. */
const Separator = z.string().min(1).max(8);

/**
 * Which labels a row has, any number of them, told from the text that a template makes of its columns. They stand in one cell of `output` with
 * separators; or `output` and `others` are a label each, which a row has or not. The labels themselves lie with the model: `id2label`.
 */
export const TagRecipe = textRecipe('tag').extend({
  others: z.array(z.string()).default([]),
  separator: Separator.default(';'),
});
export type TagRecipe = z.infer<typeof TagRecipe>;

export const TagRequest = textRequest('tag').extend({
  others: z.array(z.string()).optional(),
  /** `;` unless said. */
  separator: Separator.optional(),
});
export type TagRequest = z.infer<typeof TagRequest>;

export const usedColumns = (recipe: TagRequest): string[] => [
  ...new Set([...usedInText(recipe), ...(recipe.others ?? [])]),
];

/** Columns with labels. */
export const labelColumns = ({ output, others = [] }: Pick<TagRequest, 'output' | 'others'>): string[] => [
  output,
  ...others,
];
