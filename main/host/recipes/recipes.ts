import type { Column } from '../../../shared/domain/columns.ts';
import { type Split, splitColumn } from '../../../shared/domain/datasets/split.ts';
import { type Recipe, renderExample, taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';

const columnUnknown = (column: string, names: readonly string[]) =>
  new AppError('column_unknown', { column, columns: names.join(', ') });

/**
 * Columns that count for field fidelity; `null` where none were chosen.
 *
 * @throws AppError `column_unknown` for one that is no input of the recipe
 */
export function checkedFields(fields: readonly string[] | undefined, recipe: Recipe): string[] | null {
  if (fields === undefined) return null;
  const inputs = taskOf(recipe).inputs(recipe);
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

/** A lookup of cells by column name for one row; a column may be called anything, `__proto__` included. */
export function cellsOf(columns: readonly string[], row: readonly string[]): (column: string) => string {
  const cells = new Map(columns.map((name, index) => [name, row[index] ?? '']));
  return (column) => cells.get(column) ?? '';
}

/** The example that a row makes; of a long one, the beginning of its texts. */
export const exampleOf = (recipe: Recipe, columns: readonly string[], row: readonly string[], most?: number) =>
  renderExample(recipe, cellsOf(columns, row), most);
