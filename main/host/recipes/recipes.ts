import type { Column } from '../../../shared/domain/columns.ts';
import { type Split, splitColumn } from '../../../shared/domain/datasets/split.ts';
import { columnReference, parseTemplate } from '../../../shared/domain/tasks/template.ts';
import {
  defaultCompleteTemplate,
  defaultContinueTemplate,
  type Recipe,
  type RecipeRequest,
  renderExample,
  templateColumns,
} from '../../../shared/domain/tasks/textGeneration.ts';
import { AppError } from '../../../shared/errors/errors.ts';

/**
 * Fills in what a request leaves open and checks it against a data set's columns.
 *
 * @throws AppError `template_no_column`, `column_unknown`, `recipe_…` with the offending column
 */
export function resolveRecipe(request: RecipeRequest, columns: readonly Column[]): Recipe {
  if (request.template !== undefined) checkLength(request.template);
  const names = columns.map((column) => column.name);
  const known = new Set(names);
  const check = (column: string) => {
    if (!known.has(column)) throw columnUnknown(column, names);
  };

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
  return { kind: 'complete', inputs: used, output, template };
}

/** A field a column that there can be, and what a person writes: a document is made of it for every row. */
const MOST_CHARACTERS = 100_000;
const MOST_FIELDS = 1000;

/** @throws AppError `template_too_long` */
function checkLength(template: string): void {
  const characters = template.length;
  const fields = characters > MOST_CHARACTERS ? Math.floor(characters / 4) : countFields(template);
  if (characters <= MOST_CHARACTERS && fields <= MOST_FIELDS) return;
  throw new AppError('template_too_long', {
    characters,
    fields,
    mostCharacters: MOST_CHARACTERS,
    mostFields: MOST_FIELDS,
  });
}

const countFields = (template: string): number =>
  parseTemplate(template).filter(({ kind }) => kind === 'column').length;

const columnUnknown = (column: string, names: readonly string[]) =>
  new AppError('column_unknown', { column, columns: names.join(', ') });

/**
 * Columns that count for field fidelity; `null` where none were chosen.
 *
 * @throws AppError `column_unknown` for one that is no input of the recipe
 */
export function checkedFields(fields: readonly string[] | undefined, recipe: Recipe): string[] | null {
  if (fields === undefined) return null;
  const inputs = recipe.kind === 'complete' ? recipe.inputs : templateColumns(recipe.template).slice(0, 1);
  const unknown = fields.find((field) => !inputs.includes(field));
  if (unknown !== undefined) throw columnUnknown(unknown, inputs);
  return [...new Set(fields)];
}

/** @throws AppError `column_unknown` */
export function checkSplitColumn(split: Split, columns: readonly Column[]): void {
  const column = splitColumn(split);
  const names = columns.map(({ name }) => name);
  if (column !== null && !names.includes(column)) throw columnUnknown(column, names);
}

/** Columns that a `continue` template takes by default: those with text, in order. */
function textColumns(columns: readonly Column[]): string[] {
  const text = columns.filter((column) => column.type === 'text' || column.type === 'category');
  const chosen = text.length > 0 ? text : columns.filter((column) => column.type !== 'empty');
  if (chosen.length === 0) throw new AppError('recipe_no_text_column');
  return chosen.map((column) => column.name);
}

/** A lookup of cells by column name for one row; a column may be called anything, `__proto__` included. */
export function cellsOf(columns: readonly string[], row: readonly string[]): (column: string) => string {
  const cells = new Map(columns.map((name, index) => [name, row[index] ?? '']));
  return (column) => cells.get(column) ?? '';
}

/** The example that a row makes; of a long one, the beginning of its texts. */
export const exampleOf = (recipe: Recipe, columns: readonly string[], row: readonly string[], most?: number) =>
  renderExample(recipe, cellsOf(columns, row), most);
