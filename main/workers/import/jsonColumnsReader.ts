import { RAW_LENGTH, type RejectionReason } from '../../../shared/domain/datasets/dataset.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { JsonLayout } from './jsonLayout.ts';
import { type JsonValue, parseExactly, TooDeep } from './jsonText.ts';
import type { RowSink, TextReader } from './rowSink.ts';

/** A table by columns has to be read as a whole before its first row is known: so many characters of it. */
const LONGEST = 64 << 20;

/**
 * Reads a document that has its table by columns, each a list of cells or an object with a cell for each row, as pandas and `datasets` write
 * it. What counts the rows is left out; other names of rows become the column `index`.
 */
export class JsonColumnsReader implements TextReader {
  readonly #layout: JsonLayout;
  readonly #sink: RowSink;
  readonly #file: string;
  #parts: string[] = [];
  #length = 0;

  constructor(layout: JsonLayout, sink: RowSink, file: string) {
    this.#layout = layout;
    this.#sink = sink;
    this.#file = file;
  }

  /** @throws AppError `json_columns_too_large` */
  feed(text: string): void {
    this.#length += text.length;
    if (this.#length > LONGEST) {
      throw new AppError('json_columns_too_large', { file: this.#file, megabytes: LONGEST >> 20 });
    }
    this.#parts.push(text);
  }

  end(): void {
    const text = this.#parts.join('');
    this.#parts = [];
    const table = text.includes('\uFFFD') ? 'bad_encoding' : this.#table(text);
    if (typeof table === 'string') this.#sink.reject(1, table, text.slice(0, RAW_LENGTH + 1));
    else this.#rows(table);
  }

  #table(text: string): Map<string, JsonValue> | RejectionReason {
    try {
      let value: JsonValue | undefined = parseExactly(text.startsWith('\uFEFF') ? text.slice(1) : text);
      for (const part of this.#layout.path) {
        value = value instanceof Map ? value.get(String(part)) : Array.isArray(value) ? value[Number(part)] : undefined;
      }
      return value instanceof Map ? value : 'not_a_record';
    } catch (error) {
      return error instanceof TooDeep ? 'too_deep' : 'bad_json';
    }
  }

  #rows(table: Map<string, JsonValue>): void {
    const columns = new Map([...table].filter(([, cells]) => Array.isArray(cells) || cells instanceof Map));
    // Names of rows, in the order in which they come.
    const names = new Set<string>();
    for (const cells of columns.values()) {
      if (cells instanceof Map) for (const name of cells.keys()) names.add(name);
    }
    const length = [...columns.values()].reduce(
      (most, cells) => Math.max(most, Array.isArray(cells) ? cells.length : 0),
      0,
    );
    for (let row = names.size; row < length; row++) names.add(String(row));
    const index = [...names].every((name) => /^-?\d+$/.test(name))
      ? null
      : columns.has('index')
        ? 'index (2)'
        : 'index';
    let row = 0;
    for (const name of names) {
      const record = new Map<string, unknown>(index === null ? [] : [[index, name]]);
      for (const [column, cells] of columns) {
        record.set(column, Array.isArray(cells) ? cells[row] : (cells as Map<string, JsonValue>).get(name));
      }
      row++;
      this.#sink.record(record, row);
    }
  }
}
