import { z } from 'zod';
import type { RecipeFindings } from '../recipeFindings.ts';
import { columnReference, templateColumns, templateText } from '../template.ts';

/**
 * What a model learns from a data set. Templates name columns as `{{column}}`.
 * The recipe travels with the model it trained, so that the playground builds the very prompt it was trained on.
 */
/** Input columns whose values a text has to contain, as whole words (see `containsValue`). Left out where none was chosen. */
const Columns = z.array(z.string()).min(1).optional();
const KEEPING = {
  /** Only rows whose own text has the values of all of these are trained on. The splits, and what is measured, are those of all rows. */
  keepFields: Columns,
  /** A text that lacks one of these is written again, a few times. Where a recipe leaves it out, `keepFields` are meant. */
  mustContain: Columns,
};

const ContinueRecipe = z.object({
  kind: z.literal('continue'),
  /** Text of one document, for example `{{name}}\n{{description}}`. Loss on every token. */
  template: z.string(),
});

const CompleteRecipe = z.object({
  kind: z.literal('complete'),
  /** Columns that make up the prompt. */
  inputs: z.array(z.string()).min(1),
  /** Column to be written by the model. Loss on this part only. */
  output: z.string(),
  /** Text of the prompt; names every input column. */
  template: z.string(),
  ...KEEPING,
});

/** Whose template of messages a conversation is written by: that of the model that the run starts from, where it has one, or the studio's own. */
export const TemplateChoice = z.enum(['model', 'default']);
export type TemplateChoice = z.infer<typeof TemplateChoice>;

const ChatRecipe = z.object({
  kind: z.literal('chat'),
  /** Column of conversations. Loss on the answers, each with the token that ends its turn. */
  messages: z.string(),
  /** Column of the functions that the model may call, where there is one. */
  tools: z.string().optional(),
  chatTemplate: TemplateChoice.default('model'),
});

export const TextRecipe = z.discriminatedUnion('kind', [ContinueRecipe, CompleteRecipe, ChatRecipe]);
export type ChatRecipe = z.infer<typeof ChatRecipe>;
export type CompleteRecipe = z.infer<typeof CompleteRecipe>;
export type TextRecipe = z.infer<typeof TextRecipe>;

/** What the user asks for; `resolve` fills in default templates and checks columns to get a recipe. */
export const TextRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('continue'), template: z.string().optional() }),
  z.object({
    kind: z.literal('complete'),
    inputs: z.array(z.string()),
    output: z.string(),
    template: z.string().optional(),
    keepFields: z.array(z.string()).optional(),
    /** Left out, it is open (see `withFindings`); an empty list is none. */
    mustContain: z.array(z.string()).optional(),
  }),
  z.object({
    kind: z.literal('chat'),
    messages: z.string(),
    /** Left out, it is the column `tools` where there is one; `null` is none. */
    tools: z.string().nullable().optional(),
    chatTemplate: TemplateChoice.optional(),
  }),
]);
export type TextRequest = z.infer<typeof TextRequest>;

/** Columns whose values a written text has to contain; empty where it may say what it likes. */
export const wantedFields = (recipe: TextRecipe): string[] =>
  recipe.kind === 'complete' ? (recipe.mustContain ?? recipe.keepFields ?? []) : [];

/** Columns that were found are what a text has to contain where nobody has said what, or that it is nothing (an empty list). */
export function withFindings(request: TextRequest, { mustContain }: Pick<RecipeFindings, 'mustContain'>): TextRequest {
  const isOpen = request.kind === 'complete' && request.mustContain === undefined && request.keepFields === undefined;
  return isOpen && mustContain.length > 0 ? { ...request, mustContain } : request;
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

/** The columns whose text the model reads or learns to write. */
export function learnedColumns(request: TextRequest): string[] {
  if (request.kind === 'chat') return request.tools ? [request.messages, request.tools] : [request.messages];
  const named = request.template === undefined ? [] : templateColumns(request.template);
  return request.kind === 'continue' ? named : [...new Set([...request.inputs, ...named, request.output])];
}

/** What is learned to be written. */
export function targetOf(recipe: TextRecipe): { output: string } | { template: string } | { messages: string } {
  switch (recipe.kind) {
    case 'continue':
      return { template: recipe.template };
    case 'complete':
      return { output: recipe.output };
    case 'chat':
      return { messages: recipe.messages };
    default:
      throw recipe satisfies never;
  }
}
