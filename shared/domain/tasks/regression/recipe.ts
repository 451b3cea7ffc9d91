import { z } from 'zod';
import { columnReference, templateColumns, templateText } from '../template.ts';

/** Which number a row has, told from the text that a template makes of its columns. */
export const ScoreRecipe = z.object({
  kind: z.literal('score'),
  /** Columns that make up the text. */
  inputs: z.array(z.string()).min(1),
  /** Column with the number of each row. */
  output: z.string(),
  /** The text; names every input column. */
  template: z.string(),
});
export type ScoreRecipe = z.infer<typeof ScoreRecipe>;

/** What the user asks for; `resolve` fills in the template and checks columns. */
export const ScoreRequest = z.object({
  kind: z.literal('score'),
  inputs: z.array(z.string()),
  output: z.string(),
  template: z.string().optional(),
});
export type ScoreRequest = z.infer<typeof ScoreRequest>;

/** The text as it is where there is one column, else `name: value` lines. */
export const defaultTemplate = (inputs: readonly string[]): string =>
  inputs.length === 1
    ? columnReference(inputs[0] as string)
    : inputs.map((column) => `${templateText(column)}: ${columnReference(column)}`).join('\n');

export function usedColumns({ inputs, output, template }: ScoreRequest): string[] {
  const named = template === undefined ? [] : templateColumns(template);
  return [...new Set([...inputs, ...named, output])];
}
