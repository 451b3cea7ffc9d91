import type { RowSort } from '../../shared/domain/datasets/datasetView.ts';
import { withDatasetErrors } from './datasetDamage.ts';
import { numberOf } from './numberOf.ts';
import { openDatabase, type SqliteDatabase, type Statement } from './open.ts';
import { CONTAINS_FUNCTION, type Condition, cellOf, NUMBER_FUNCTION } from './rowConditions.ts';

/** So much of a text decides its place: a sort by descriptions of pages must not fill the disk. */
const SORT_CHARACTERS = 256;

/** The rows of a data set version for whoever looks for some of them. Ids are those of `cells`: 1 … n in the order of the data set. */
export class DatasetRows {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly #database: SqliteDatabase;
  readonly #row: Statement<[number], string[]>;
  readonly #page: Statement<[number, number], string[]>;

  /** @throws AppError `dataset_missing`, `dataset_damaged` */
  constructor(file: string) {
    this.#database = withDatasetErrors(file, () => openDatabase(file, { readonly: true }));
    // A sort keeps so much in memory before it writes to disk.
    this.#database.pragma('cache_size = -65536');
    const pure = { deterministic: true };
    this.#database.function(NUMBER_FUNCTION, pure, (text: unknown) => numberOf(text as string));
    this.#database.function(CONTAINS_FUNCTION, pure, (text: unknown, part: unknown) =>
      (text as string).toLowerCase().includes(part as string) ? 1 : 0,
    );
    this.columns = this.#database.prepare<[], string>('SELECT name FROM columns ORDER BY position').pluck().all();
    this.rowCount = this.#database.prepare<[], number>('SELECT coalesce(max(id), 0) FROM cells').pluck().get() ?? 0;
    const cells = this.columns.map((_, index) => `c${index}`).join(', ');
    this.#row = this.#database.prepare<[number], string[]>(`SELECT ${cells} FROM cells WHERE id = ?`).raw();
    this.#page = this.#database
      .prepare<[number, number], string[]>(`SELECT ${cells} FROM cells WHERE id > ? ORDER BY id LIMIT ?`)
      .raw();
  }

  row(id: number): string[] {
    return this.#row.get(id) ?? [];
  }

  /** `after`, read one by one as they are asked for. */
  eachAfter(id: number, limit: number): IterableIterator<string[]> {
    return this.#page.iterate(id, limit);
  }

  /** The text of a cell; `undefined` where there is no such row. */
  cell(id: number, column: string): string | undefined {
    const cell = cellOf(this.columns, column);
    return this.#database.prepare<[number], string>(`SELECT ${cell} FROM cells WHERE id = ?`).pluck().get(id);
  }

  /** The rows after the one with this id. */
  after(id: number, limit: number): string[][] {
    return this.#page.all(id, limit);
  }

  /** Ids after `first` up to `last` whose rows fulfil a condition. */
  matching({ sql, values }: Condition): (first: number, last: number) => number[] {
    const find = this.#database
      .prepare<(string | number)[], number>(`SELECT id FROM cells WHERE id > ? AND id <= ? AND ${sql} ORDER BY id`)
      .pluck();
    return (first, last) => find.all(first, last, ...values);
  }

  /** Whether a row fulfils a condition. */
  fulfils({ sql, values }: Condition): (id: number) => boolean {
    const find = this.#database.prepare<(string | number)[], number>(`SELECT 1 FROM cells WHERE id = ? AND ${sql}`);
    return (id) => find.get(id, ...values) !== undefined;
  }

  /** Puts ids in an order; `null` stands for all. What has no number comes last, equals keep the order of the data set. */
  sorted(ids: Int32Array | null, sort: RowSort): Int32Array<ArrayBuffer> {
    const order = `${sortKey(sort, cellOf(this.columns, sort.column))} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, cells.id`;
    const query = (from: string) =>
      this.#database.prepare<[], number>(`SELECT cells.id FROM ${from} ORDER BY ${order}`).pluck();
    const result = new Int32Array(ids?.length ?? this.rowCount);
    let at = 0;
    if (ids === null) {
      for (const id of query('cells').iterate()) result[at++] = id;
      return result;
    }
    this.#database.exec('DROP TABLE IF EXISTS temp.found; CREATE TEMP TABLE found (id INTEGER PRIMARY KEY)');
    const insert = this.#database.prepare<[number]>('INSERT INTO temp.found VALUES (?)');
    this.#database.transaction(() => {
      for (const id of ids) insert.run(id);
    })();
    for (const id of query('temp.found JOIN cells USING (id)').iterate()) result[at++] = id;
    this.#database.exec('DROP TABLE temp.found');
    return result;
  }

  /** Runs a query of whoever knows the tables, such as for statistics. */
  get database(): SqliteDatabase {
    return this.#database;
  }

  close(): void {
    this.#database.close();
  }
}

function sortKey({ by }: RowSort, cell: string): string {
  switch (by) {
    case 'text':
      return `substr(cells.${cell}, 1, ${SORT_CHARACTERS}) COLLATE NOCASE`;
    case 'number':
      return `${NUMBER_FUNCTION}(cells.${cell})`;
    case 'length':
      return `length(cells.${cell})`;
    default:
      throw by satisfies never;
  }
}
