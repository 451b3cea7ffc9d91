import { AppError } from '../../../errors/errors.ts';
import { type Column, wordedColumns } from '../../columns.ts';
import type { GivenOptions, RecipeOption } from '../task.ts';
import { checkTemplateLength, columnReference, templateColumns } from '../template.ts';
import { defaultTemplate, type MatchRecipe, type MatchRequest } from './recipe.ts';

/** @throws AppError `template_no_column`, `template_too_long`, `column_unknown`, `recipe_…` with the offending column */
export function resolve({ inputs: given, output, ...request }: MatchRequest, columns: readonly Column[]): MatchRecipe {
  if (request.template !== undefined) checkTemplateLength(request.template);
  const names = columns.map((column) => column.name);
  // A column named twice is one input.
  const inputs = [...new Set(given)];
  const template = request.template ?? defaultTemplate(inputs);
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
  return { kind: 'match', inputs: used, output, template };
}

const FIRST = /^(query|search|anchor|sentence_?1|查询|搜索)$/i;
const SECOND = /^(passage|document|positive|sentence_?2|文档|段落)$/i;

/**
 * Where columns are called like what is looked for and what is found, as data sets of pairs are. Any two texts of a row belong together, and
 * questions with answers, names with descriptions are there to be written: they also need no encoder.
 */
export function suggest(columns: readonly Column[]): MatchRequest | null {
  const worded = wordedColumns(columns);
  const first = worded.find(({ name }) => FIRST.test(name.trim()));
  const second = worded.find(({ name }) => SECOND.test(name.trim()));
  return first && second ? { kind: 'match', inputs: [first.name], output: second.name } : null;
}

export const OPTIONS: readonly RecipeOption[] = [
  { name: 'template', value: 'text', description: 'the text of a row, with {{column}} references', of: ['match'] },
  { name: 'input', value: 'columns', description: 'columns of the text, separated by commas', of: ['match'] },
  { name: 'output', value: 'column', description: 'column with the text that belongs to it', of: ['match'] },
];

/** @throws AppError `bad_input` */
export function requestOf({ template, input, output }: GivenOptions): MatchRequest {
  if (typeof output !== 'string') throw missing('--output', '`match` needs the column with the second text of a pair');
  if (input === undefined && template === undefined) {
    throw missing('--input', '`match` needs the columns of the first text of a pair');
  }
  const own = typeof template === 'string' ? { template } : {};
  return { kind: 'match', inputs: Array.isArray(input) ? [...input] : [], output, ...own };
}

const missing = (path: string, problem: string) => new AppError('bad_input', { path, problem });
