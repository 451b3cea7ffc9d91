import { AppError } from '../../../errors/errors.ts';
import type { Column } from '../../columns.ts';
import type { GivenOptions, Proposal, RecipeOption } from '../task.ts';
import { templateColumns } from '../template.ts';
import { resolveText, textOptions, textRequestOf, textsBeside } from '../textRecipe.ts';
import type { TagRecipe, TagRequest } from './recipe.ts';

const USUAL_SEPARATOR = ';';

/** @throws AppError `template_no_column`, `template_too_long`, `column_unknown`, `recipe_…` with the offending column */
export function resolve(request: TagRequest, columns: readonly Column[]): TagRecipe {
  const { others: given = [], separator, ...text } = request;
  const resolved = resolveText(text, columns);
  const others = [...new Set(given)].filter((column) => column !== resolved.output);
  for (const column of others) {
    if (!columns.some(({ name }) => name === column))
      throw new AppError('column_unknown', { column, columns: columns.map(({ name }) => name).join(', ') });
    if (templateColumns(resolved.template).includes(column)) throw new AppError('recipe_output_is_input', { column });
  }
  const found = columns.find(({ name }) => name === resolved.output)?.labels?.separator;
  return { ...resolved, others, separator: separator ?? found ?? USUAL_SEPARATOR };
}

/** The last column, where its cells hold several labels each and others have texts. */
export function suggest(columns: readonly Column[]): TagRequest | null {
  const output = columns.at(-1);
  return output?.labels ? requestFor(columns, output) : null;
}

function requestFor(columns: readonly Column[], output: Column): TagRequest | null {
  const inputs = textsBeside(columns, output);
  return inputs.length === 0 ? null : { kind: 'tag', inputs, output: output.name };
}

/** Cells with several labels each, or columns that say yes or no. */
export function propose(columns: readonly Column[], column: Column | null): Proposal<TagRequest>[] {
  if (!column) return [];
  if (column.labels) {
    const request = requestFor(columns, column);
    return request ? [{ request, fit: 0.95 }] : [];
  }
  const yesNo = columns.filter(({ type }) => type === 'boolean');
  if (column.type !== 'boolean' || yesNo.length < 2) return [];
  const inputs = textsBeside(
    columns.filter((other) => !yesNo.includes(other)),
    column,
  );
  const [output = '', ...others] = yesNo.map(({ name }) => name);
  return inputs.length === 0 ? [] : [{ request: { kind: 'tag', inputs, output, others }, fit: 0.92 }];
}

export const OPTIONS: readonly RecipeOption[] = [
  ...textOptions('tag', 'the labels, several in a cell').filter(({ name }) => name !== 'output'),
  { name: 'output', value: 'column', description: 'column with the labels', of: ['tag'] },
  {
    name: 'labels',
    value: 'columns',
    description:
      'columns that are a label each, which a row has (1, yes, true) or not, in the place of --output ({recipes})',
    of: ['tag'],
  },
  {
    name: 'separator',
    value: 'text',
    description:
      'what stands between the labels of a cell of --output ({recipes}; default: what was found, else a semicolon)',
    of: ['tag'],
  },
];

/** @throws AppError `bad_input` */
export function requestOf(given: GivenOptions): TagRequest {
  const { labels, separator, output } = given;
  const [first, ...others] = Array.isArray(labels) ? labels : [];
  if (first !== undefined && output !== undefined)
    throw new AppError('bad_input', { path: '--labels', problem: 'stands in the place of --output' });
  const request = textRequestOf(
    'tag',
    { ...given, output: output ?? first },
    { input: 'the columns of the text', output: 'the column with the labels, or --labels with one column a label' },
  );
  return {
    ...request,
    ...(others.length > 0 && { others }),
    ...(typeof separator === 'string' && { separator }),
  };
}
