import { z } from 'zod';
import { columnReference, templateColumns, templateText } from '../template.ts';

/** Which text belongs to which, told from pairs of them: a question and its answer, a name and its description, a text and its topic. */
export const MatchRecipe = z.object({
  kind: z.literal('match'),
  /** Columns that make up the first text, what is looked for by. */
  inputs: z.array(z.string()).min(1),
  /** Column with the second text, what is to be found. */
  output: z.string(),
  /** The first text; names every input column. */
  template: z.string(),
});
export type MatchRecipe = z.infer<typeof MatchRecipe>;

/** What the user asks for; `resolve` fills in the template and checks columns. */
export const MatchRequest = z.object({
  kind: z.literal('match'),
  inputs: z.array(z.string()),
  output: z.string(),
  template: z.string().optional(),
});
export type MatchRequest = z.infer<typeof MatchRequest>;

/** The text as it is where there is one column, else `name: value` lines. */
export const defaultTemplate = (inputs: readonly string[]): string =>
  inputs.length === 1
    ? columnReference(inputs[0] as string)
    : inputs.map((column) => `${templateText(column)}: ${columnReference(column)}`).join('\n');

export function usedColumns({ inputs, output, template }: MatchRequest): string[] {
  const named = template === undefined ? [] : templateColumns(template);
  return [...new Set([...inputs, ...named, output])];
}
