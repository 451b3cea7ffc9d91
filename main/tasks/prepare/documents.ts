import { columnsOf, type Recipe, renderExample } from '../../../shared/domain/tasks/index.ts';
import type { Example } from '../../../shared/domain/tasks/task.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { DatasetFile } from '../../db/datasetFile.ts';

/** Reads the documents that a recipe makes of a data set's rows, in file order, as they are asked for; any number of times. */
export class Documents {
  readonly rowCount: number;
  readonly #dataset: DatasetFile;
  readonly #recipe: Recipe;
  readonly #columns: ReadonlyMap<string, number>;

  /** @throws AppError `column_unknown` with the column and those that there are */
  constructor(dataset: DatasetFile, recipe: Recipe) {
    this.#dataset = dataset;
    this.#recipe = recipe;
    this.#columns = new Map(dataset.columns.map((name, index) => [name, index]));
    this.rowCount = dataset.rowCount;
    for (const column of columnsOf(recipe)) {
      if (!this.#columns.has(column)) {
        throw new AppError('column_unknown', { column, columns: dataset.columns.join(', ') });
      }
    }
  }

  /** Each row's document; `null` for a row that has nothing to learn from. */
  *read(): Generator<Example | null> {
    for (const { document } of this.readWith(null)) yield document;
  }

  /**
   * With the row's text in a column, whether the recipe uses it or not; without one it is empty.
   *
   * @throws AppError `column_unknown`
   */
  *readWith(column: string | null): Generator<{ document: Example | null; cell: string }> {
    const place = column === null ? -1 : this.#columns.get(column);
    if (place === undefined) {
      throw new AppError('column_unknown', { column, columns: this.#dataset.columns.join(', ') });
    }
    for (const row of this.#dataset.rows()) yield { document: this.#documentOf(row), cell: row[place] ?? '' };
  }

  /** With the row's place and all of its cells. */
  *readWhole(): Generator<{ row: number; document: Example | null; cell: (column: string) => string }> {
    let row = 0;
    for (const cells of this.#dataset.rows()) {
      const cell = (column: string) => cells[this.#columns.get(column) ?? -1] ?? '';
      yield { row: row++, document: this.#documentOf(cells), cell };
    }
  }

  /** Those of some rows, with the row's place and all of its cells. */
  at(offset: number, limit: number): { row: number; document: Example | null; cell: (column: string) => string }[] {
    return this.#dataset.readRows(offset, limit).map((cells, index) => ({
      row: offset + index,
      document: this.#documentOf(cells),
      cell: (column) => cells[this.#columns.get(column) ?? -1] ?? '',
    }));
  }

  #documentOf(row: readonly string[]): Example | null {
    const example = renderExample(this.#recipe, (column) => row[this.#columns.get(column) ?? -1] ?? '');
    return example.completion.trim() === '' ? null : example;
  }
}

/** UTF-8 bytes of a document's text. */
export const byteLength = ({ prompt, completion }: Example): number =>
  Buffer.byteLength(prompt) + Buffer.byteLength(completion);
