import { AppError } from '../../../errors/errors.ts';
import { type Column, wordedColumns } from '../../columns.ts';
import type { GivenOptions, RecipeOption } from '../task.ts';
import { checkTemplateLength, columnReference, templateColumns } from '../template.ts';
import { defaultTemplate, type ScoreRecipe, type ScoreRequest } from './recipe.ts';

/** @throws AppError `template_no_column`, `template_too_long`, `column_unknown`, `recipe_…` with the offending column */
export function resolve({ inputs: given, output, ...request }: ScoreRequest, columns: readonly Column[]): ScoreRecipe {
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
  return { kind: 'score', inputs: used, output, template };
}

/** Numbers of which there are fewer are grades, which are labels just as well. */
const FEW_NUMBERS = 10;

/** The last column, where it has numbers and others have texts: what is to be filled in stands last as a rule. */
export function suggest(columns: readonly Column[]): ScoreRequest | null {
  const output = columns.at(-1);
  if (!output || !mayBeScores(output)) return null;
  const texts = wordedColumns(columns.slice(0, -1)).filter(({ type }) => type === 'text');
  const longest = Math.max(0, ...texts.map(({ meanLength }) => meanLength));
  // Beside a long text, short ones are names and numbers of rows.
  const inputs = texts.filter(({ meanLength }) => meanLength >= longest / 4).map(({ name }) => name);
  return inputs.length > 0 ? { kind: 'score', inputs, output: output.name } : null;
}

export const mayBeScores = ({ type, distinct }: Column): boolean =>
  type === 'number' && (distinct === null || distinct > FEW_NUMBERS);

export const OPTIONS: readonly RecipeOption[] = [
  { name: 'template', value: 'text', description: 'the text of a row, with {{column}} references', of: ['score'] },
  { name: 'input', value: 'columns', description: 'columns of the text, separated by commas', of: ['score'] },
  { name: 'output', value: 'column', description: 'column with the number', of: ['score'] },
];

/** @throws AppError `bad_input` */
export function requestOf({ template, input, output }: GivenOptions): ScoreRequest {
  if (typeof output !== 'string') throw missing('--output', '`score` needs the column with the numbers');
  if (input === undefined && template === undefined) {
    throw missing('--input', '`score` needs the columns of the text');
  }
  const own = typeof template === 'string' ? { template } : {};
  return { kind: 'score', inputs: Array.isArray(input) ? [...input] : [], output, ...own };
}

const missing = (path: string, problem: string) => new AppError('bad_input', { path, problem });
