import { z } from 'zod';
import { columnReference, templateColumns, templateText } from '../template.ts';

/** Which label a row has, told from the text that a template makes of its columns. The labels themselves lie with the model: `id2label`. */
export const ClassifyRecipe = z.object({
  kind: z.literal('classify'),
  /** Columns that make up the text. */
  inputs: z.array(z.string()).min(1),
  /** Column with the label of each row. */
  output: z.string(),
  /** The text; names every input column. */
  template: z.string(),
});
export type ClassifyRecipe = z.infer<typeof ClassifyRecipe>;

/** What the user asks for; `resolve` fills in the template and checks columns. */
export const ClassifyRequest = z.object({
  kind: z.literal('classify'),
  inputs: z.array(z.string()),
  output: z.string(),
  template: z.string().optional(),
});
export type ClassifyRequest = z.infer<typeof ClassifyRequest>;

/** The text as it is where there is one column, else `name: value` lines. */
export const defaultTemplate = (inputs: readonly string[]): string =>
  inputs.length === 1
    ? columnReference(inputs[0] as string)
    : inputs.map((column) => `${templateText(column)}: ${columnReference(column)}`).join('\n');

export function usedColumns({ inputs, output, template }: ClassifyRequest): string[] {
  const named = template === undefined ? [] : templateColumns(template);
  return [...new Set([...inputs, ...named, output])];
}
