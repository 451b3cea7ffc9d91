import { z } from 'zod';
import { AppError } from '../../errors/errors.ts';
import type { ModelConfig } from '../architectures/index.ts';
import { type Column, wordedColumns } from '../columns.ts';
import type { Example, GivenOptions, RecipeOption } from './task.ts';
import { checkTemplateLength, columnReference, templateColumns, templateText } from './template.ts';

/**
 * Recipes that read a text, which a template makes of a row's columns, and tell another column of it: its label, its number, the text that
 * belongs to it.
 */
export const textRecipe = <const K extends string>(kind: K) =>
  z.object({
    kind: z.literal(kind),
    /** Columns that make up the text. */
    inputs: z.array(z.string()).min(1),
    /** Column with what is told of each row. */
    output: z.string(),
    /** The text; names every input column. */
    template: z.string(),
  });
export type TextRecipe<K extends string = string> = z.infer<ReturnType<typeof textRecipe<K>>>;

/** What the user asks for; `resolveText` fills in the template and checks columns. */
export const textRequest = <const K extends string>(kind: K) =>
  z.object({
    kind: z.literal(kind),
    inputs: z.array(z.string()),
    output: z.string(),
    template: z.string().optional(),
  });
export type TextRequest<K extends string = string> = z.infer<ReturnType<typeof textRequest<K>>>;

/**
 * Hugging Face's class of a body with the head for texts, by that of the body: LlamaForCausalLM, GPT2LMHeadModel, BertModel. Of a family that has
 * images, too, it is called so: Gemma3TextForSequenceClassification.
 */
export const textClassOf = ({ architectures: [own], model_type }: ModelConfig): string =>
  own.replace(
    /(ForCausalLM|LMHeadModel|Model)$/,
    `${model_type.endsWith('_text') ? 'Text' : ''}ForSequenceClassification`,
  );

/** The text as it is where there is one column, else `name: value` lines. */
export const defaultTemplate = (inputs: readonly string[]): string =>
  inputs.length === 1
    ? columnReference(inputs[0] as string)
    : inputs.map((column) => `${templateText(column)}: ${columnReference(column)}`).join('\n');

export function usedColumns({ inputs, output, template }: TextRequest): string[] {
  const named = template === undefined ? [] : templateColumns(template);
  return [...new Set([...inputs, ...named, output])];
}

/** @throws AppError `template_no_column`, `template_too_long`, `column_unknown`, `recipe_…` with the offending column */
export function resolveText<K extends string>(
  { kind, inputs: given, output, template: asked }: TextRequest<K>,
  columns: readonly Column[],
): TextRecipe<K> {
  if (asked !== undefined) checkTemplateLength(asked);
  const names = columns.map((column) => column.name);
  // A column named twice is one input.
  const inputs = [...new Set(given)];
  const template = asked ?? defaultTemplate(inputs);
  const used = templateColumns(template);
  for (const column of [...inputs, output, ...used]) {
    if (!names.includes(column)) throw new AppError('column_unknown', { column, columns: names.join(', ') });
  }
  if (inputs.includes(output) || used.includes(output))
    throw new AppError('recipe_output_is_input', { column: output });
  if (used.length === 0)
    throw new AppError('template_no_column', { example: columnReference(inputs[0] ?? names[0] ?? 'name') });
  const unused = inputs.find((column) => !used.includes(column));
  if (unused !== undefined) throw new AppError('recipe_input_unused', { column: unused });
  return { kind, inputs: used, output, template };
}

/** Columns with texts before the last one, and how long the longest are: what is to be filled in stands last as a rule. */
export function textsBeforeLast(columns: readonly Column[]): { inputs: string[]; longest: number } {
  const texts = wordedColumns(columns.slice(0, -1)).filter(({ type }) => type === 'text');
  const longest = Math.max(0, ...texts.map(({ meanLength }) => meanLength));
  // Beside a long text, short ones are names and numbers of rows.
  return { inputs: texts.filter(({ meanLength }) => meanLength >= longest / 4).map(({ name }) => name), longest };
}

/** Columns with texts beside another one: what it may be told from. Beside a long text, short ones are names and numbers of rows. */
export function textsBeside(columns: readonly Column[], { name }: Column): string[] {
  const worded = wordedColumns(columns.filter((column) => column.name !== name));
  const texts = worded.filter(({ type }) => type === 'text');
  const longest = Math.max(0, ...texts.map(({ meanLength }) => meanLength));
  const long = texts.filter(({ meanLength }) => meanLength >= longest / 4);
  return (long.length > 0 ? long : worded).map((column) => column.name);
}

/** @param output what the column holds that is told */
export const textOptions = (kind: string, output: string): readonly RecipeOption[] => [
  { name: 'template', value: 'text', description: 'the text of a row, with {{column}} references', of: [kind] },
  { name: 'input', value: 'columns', description: 'columns of the text, separated by commas', of: [kind] },
  { name: 'output', value: 'column', description: `column with ${output}`, of: [kind] },
];

/**
 * @param needs what the two columns are for, in the words of an error
 * @throws AppError `bad_input`
 */
export function textRequestOf<K extends string>(
  kind: K,
  { template, input, output }: GivenOptions,
  needs: { input: string; output: string },
): TextRequest<K> {
  const missing = (path: string, what: string) =>
    new AppError('bad_input', { path, problem: `\`${kind}\` needs ${what}` });
  if (typeof output !== 'string') throw missing('--output', needs.output);
  if (input === undefined && template === undefined) throw missing('--input', needs.input);
  const own = typeof template === 'string' ? { template } : {};
  return { kind, inputs: Array.isArray(input) ? [...input] : [], output, ...own };
}

const MOST_SHOWN = 3;

/** Texts of some rows. */
export const sampleTexts = (_: unknown, examples: readonly Example[]): string[] =>
  [...new Set(examples.map(({ prompt }) => prompt))].slice(0, MOST_SHOWN);
