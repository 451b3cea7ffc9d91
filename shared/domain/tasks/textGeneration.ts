import { z } from 'zod';
import { beginning } from '../datasets/cutCells.ts';
import { columnReference, parseTemplate, templateText } from './template.ts';

/**
 * What a model learns from a data set. Templates name columns as `{{column}}`.
 * The recipe travels with the model it trained, so that the playground builds the very prompt it was trained on.
 */
const ContinueRecipe = z.object({
  kind: z.literal('continue'),
  /** Text of one document, for example `{{name}}\n{{description}}`. Loss on every token. */
  template: z.string(),
});

export const CompleteRecipe = z.object({
  kind: z.literal('complete'),
  /** Columns that make up the prompt. */
  inputs: z.array(z.string()).min(1),
  /** Column to be written by the model. Loss on this part only. */
  output: z.string(),
  /** Text of the prompt; names every input column. */
  template: z.string(),
});

export const Recipe = z.discriminatedUnion('kind', [ContinueRecipe, CompleteRecipe]);
export type ContinueRecipe = z.infer<typeof ContinueRecipe>;
export type CompleteRecipe = z.infer<typeof CompleteRecipe>;
export type Recipe = z.infer<typeof Recipe>;

/** What the user asks for; the host fills in default templates and checks columns to get a `Recipe`. */
export const RecipeRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('continue'), template: z.string().optional() }),
  z.object({
    kind: z.literal('complete'),
    inputs: z.array(z.string()),
    output: z.string(),
    template: z.string().optional(),
  }),
]);
export type RecipeRequest = z.infer<typeof RecipeRequest>;

/** One training example as the model sees it. `prompt` carries no loss; it is empty for `continue`. */
export const Example = z.object({ prompt: z.string(), completion: z.string() });
export type Example = z.infer<typeof Example>;

/** UTF-16 units of a document's prompt and of its completion: far beyond any context. What comes after them is not made. */
const MOST_OF_DOCUMENT = 1 << 24;

/** An example as it is shown. */
export const ShownExample = Example.extend({
  /** Whether these are only the beginnings of its texts. */
  cut: z.boolean(),
});
export type ShownExample = z.infer<typeof ShownExample>;

/** Column names that a template refers to, in order of first use. */
export function templateColumns(template: string): string[] {
  return [...new Set(parseTemplate(template).flatMap((piece) => (piece.kind === 'column' ? [piece.name] : [])))];
}

/**
 * Fills a template; `cell` gives the text of a column. Cell text is inserted as it is and never read as a template. A field can stand in a
 * template many times: no more than the first `most` UTF-16 units are made.
 */
export function renderTemplate(
  template: string,
  cell: (column: string) => string,
  most = Number.POSITIVE_INFINITY,
): string {
  let text = '';
  for (const piece of parseTemplate(template)) {
    text += piece.kind === 'text' ? piece.text : cell(piece.name);
    if (text.length > most) return beginning(text, most);
  }
  return text;
}

/** Default `continue` template: the given columns in order, one a line. */
export function defaultContinueTemplate(columns: readonly string[]): string {
  return columns.map(columnReference).join('\n');
}

/** Default `complete` prompt: `name: value` lines, then the output's name, so that the model knows what is asked. */
export function defaultCompleteTemplate(inputs: readonly string[], output: string): string {
  const lines = inputs.map((column) => `${templateText(column)}: ${columnReference(column)}`);
  return `${lines.join('\n')}\n${templateText(output)}:`;
}

/**
 * The example that one row makes. A completion starts with a space, because byte-level BPE keeps a leading space in
 * its words: the prompt then ends, and generation starts, on a token boundary.
 */
export function renderExample(
  recipe: Recipe,
  cell: (column: string) => string,
  most: number = MOST_OF_DOCUMENT,
): Example {
  switch (recipe.kind) {
    case 'continue':
      return { prompt: '', completion: renderTemplate(recipe.template, cell, most) };
    case 'complete':
      return {
        prompt: renderTemplate(recipe.template, cell, most),
        completion: beginning(` ${cell(recipe.output)}`, most),
      };
    default:
      throw recipe satisfies never;
  }
}

/** The columns whose text the model reads or learns to write. */
export function learnedColumns(request: RecipeRequest): string[] {
  const named = request.template === undefined ? [] : templateColumns(request.template);
  return request.kind === 'continue' ? named : [...new Set([...request.inputs, ...named, request.output])];
}
