import { AppError } from '../../../errors/errors.ts';
import { type Column, wordedColumns } from '../../columns.ts';
import type { GivenOptions, RecipeOption } from '../task.ts';
import { checkTemplateLength, columnReference, templateColumns } from '../template.ts';
import {
  defaultCompleteTemplate,
  defaultContinueTemplate,
  TemplateChoice,
  type TextRecipe,
  type TextRequest,
} from './recipe.ts';

/** @throws AppError `template_no_column`, `template_too_long`, `column_unknown`, `recipe_…` with the offending column */
export function resolve(request: TextRequest, columns: readonly Column[]): TextRecipe {
  if (request.kind !== 'chat' && request.template !== undefined) checkTemplateLength(request.template);
  const names = columns.map((column) => column.name);
  const known = new Set(names);
  const check = (column: string) => {
    if (!known.has(column)) throw new AppError('column_unknown', { column, columns: names.join(', ') });
  };

  if (request.kind === 'chat') {
    const { messages, chatTemplate = 'model' } = request;
    check(messages);
    const tools = request.tools === undefined ? toolsColumn(names, messages) : request.tools;
    if (tools === null) return { kind: 'chat', messages, chatTemplate };
    check(tools);
    return { kind: 'chat', messages, tools, chatTemplate };
  }
  if (request.kind === 'continue') {
    const template = request.template ?? defaultContinueTemplate(textColumns(columns));
    const used = templateColumns(template);
    if (used.length === 0) throw new AppError('template_no_column', { example: columnReference(names[0] ?? 'name') });
    used.forEach(check);
    return { kind: 'continue', template };
  }

  const { output } = request;
  // A column named twice is one input.
  const inputs = [...new Set(request.inputs)];
  for (const column of [...inputs, output]) check(column);
  if (inputs.includes(output)) throw new AppError('recipe_output_is_input', { column: output });
  const template = request.template ?? defaultCompleteTemplate(inputs, output);
  const used = templateColumns(template);
  if (used.length === 0)
    throw new AppError('template_no_column', { example: columnReference(inputs[0] ?? names[0] ?? 'name') });
  used.forEach(check);
  if (used.includes(output)) throw new AppError('recipe_output_is_input', { column: output });
  const unused = inputs.find((column) => !used.includes(column));
  if (unused !== undefined) throw new AppError('recipe_input_unused', { column: unused });
  // The template is what counts: a column that it names is an input, listed or not.
  const keeping = { ...chosenFields('keepFields', request, used), ...chosenFields('mustContain', request, used) };
  return { kind: 'complete', inputs: used, output, template, ...keeping };
}

/** The column that Hugging Face's tools have for functions beside messages. */
export const toolsColumn = (names: readonly string[], messages: string | null): string | null =>
  messages !== 'tools' && names.includes('tools') ? 'tools' : null;

/** What is not given to the model it cannot keep. */
function chosenFields<N extends 'keepFields' | 'mustContain'>(
  name: N,
  request: { [K in N]?: string[] | undefined },
  inputs: readonly string[],
): { [K in N]?: string[] } {
  const columns = [...new Set(request[name] ?? [])];
  const stranger = columns.find((column) => !inputs.includes(column));
  if (stranger !== undefined)
    throw new AppError('recipe_keeps_no_input', { column: stranger, inputs: inputs.join(', ') });
  return (columns.length > 0 ? { [name]: columns } : {}) as { [K in N]?: string[] };
}

/** Columns that a `continue` template takes by default: those with text, in order. */
function textColumns(columns: readonly Column[]): string[] {
  const chosen = wordedColumns(columns);
  if (chosen.length === 0) throw new AppError('recipe_no_text_column');
  return chosen.map((column) => column.name);
}

/** An output as long as this share of the longest text may still be what one wants to have written. */
const COMPARABLE_LENGTH = 0.25;

/**
 * Conversations are for a chat. One text beside columns of few short values: the last of these is what is found out about the text (a topic, a rating), since a value that
 * stands for hundreds of texts tells hardly one of them. Of several texts the last one of some length is the output: a description that
 * follows name and tagline, or the second language of a pair. Everything else with words in it is input.
 */
export function suggest(columns: readonly Column[]): TextRequest | null {
  const conversations = columns.find(({ format }) => format === 'messages');
  if (conversations) return { kind: 'chat', messages: conversations.name };
  const worded = wordedColumns(columns);
  if (worded.length === 0) return null;
  const output = labelOf(worded) ?? lastText(worded);
  const inputs = worded.filter((column) => column !== output).map((column) => column.name);
  return inputs.length > 0 && output
    ? { kind: 'complete', inputs, output: output.name }
    : { kind: 'continue', template: defaultContinueTemplate(worded.map((column) => column.name)) };
}

function labelOf(worded: readonly Column[]): Column | undefined {
  const texts = worded.filter(({ type }) => type === 'text');
  // A column of one value only says nothing.
  return texts.length === 1
    ? worded.findLast(({ type, distinct }) => type === 'category' && distinct !== 1)
    : undefined;
}

function lastText(worded: readonly Column[]): Column | undefined {
  const longest = Math.max(0, ...worded.map((column) => column.meanLength));
  const long = worded.filter((column) => column.meanLength >= longest * COMPARABLE_LENGTH);
  return long.findLast(({ type }) => type === 'text') ?? long.at(-1);
}

export const OPTIONS: readonly RecipeOption[] = [
  {
    name: 'template',
    value: 'text',
    description: 'text of a document or prompt, with {{column}} references',
    of: ['continue', 'complete'],
  },
  {
    name: 'input',
    value: 'columns',
    description: 'input columns of {recipes}, separated by commas',
    of: ['complete', 'chat'],
  },
  { name: 'output', value: 'column', description: 'output column of {recipes}', of: ['complete'] },
  {
    name: 'keep',
    value: 'columns',
    description:
      'train {recipes} only on rows whose text has the values of these input columns; texts are written again until they have them',
    of: ['complete'],
  },
  {
    name: 'must-contain',
    value: 'columns',
    description:
      'write texts of {recipes} again until they have the values of these input columns (default: those of --keep)',
    of: ['complete'],
  },
  {
    name: 'tools',
    value: 'column',
    description:
      'column of the functions that the model of {recipes} may call, or an empty text for none (default: `tools` where there is one)',
    of: ['chat'],
  },
  {
    name: 'chat-template',
    value: 'text',
    description:
      'template that {recipes} writes messages by: that of the `model` where it has one, or the `default` of the studio',
    of: ['chat'],
  },
];

/** @throws AppError `bad_input` */
export function requestOf(kind: TextRecipe['kind'], given: GivenOptions): TextRequest {
  const { template, input, output, keep, 'must-contain': mustContain } = given;
  if (kind === 'chat') return chatRequest(given);
  const own = typeof template === 'string' ? { template } : {};
  if (kind === 'continue') return { kind, ...own };
  if (typeof output !== 'string') throw missing('--output', '`complete` needs the column to write');
  if (input === undefined && template === undefined) {
    throw missing('--input', '`complete` needs the columns of the prompt');
  }
  return {
    ...{ kind, inputs: Array.isArray(input) ? [...input] : [], output, ...own },
    ...(Array.isArray(keep) && { keepFields: keep }),
    ...(Array.isArray(mustContain) && { mustContain }),
  };
}

function chatRequest({ input, tools, 'chat-template': chosen }: GivenOptions): TextRequest {
  const columns = Array.isArray(input) ? input : [];
  if (columns.length !== 1) throw missing('--input', '`chat` needs the column of conversations');
  const choice = TemplateChoice.optional().safeParse(chosen);
  if (!choice.success) throw missing('--chat-template', 'it is `model` or `default`');
  const own = typeof tools === 'string' ? { tools: tools === '' ? null : tools } : {};
  return { kind: 'chat', messages: columns[0] as string, ...own, ...(choice.data && { chatTemplate: choice.data }) };
}

const missing = (path: string, problem: string) => new AppError('bad_input', { path, problem });
