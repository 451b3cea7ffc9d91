import { closeSync, fstatSync, readSync } from 'node:fs';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet';
import { getSchemaPath, isFlatColumn } from 'hyparquet/src/schema.js';
import { AppError } from '../../../shared/errors/errors.ts';
import { openRegularSync } from '../../files/regularFile.ts';
import { CODECS } from './parquetCodecs.ts';
import { ColumnPages, PageTooLarge } from './parquetPages.ts';
import { fromInt96, PLAIN_PARSERS, ValueFormats } from './parquetValues.ts';

/** Writers make pages of about 1 MB. */
const LARGEST_PAGE = 64 * 2 ** 20;
/** Rows that are handed on together. */
const BATCH = 500;
/** A group with lists or structures is unpacked as a whole: so many bytes of it. Writers make groups of 1 to 128 MB. */
const LARGEST_GROUP = 512 * 2 ** 20;
/** Groups up to this size are read at once; of larger ones parts, though for each all of the group's pages are gone through. */
const GROUP_AT_ONCE = 64 * 2 ** 20;
const PARTS = 8;

export interface ParquetRows {
  /** Of the first row, from 1. */
  number: number;
  rows: ReadonlyMap<string, unknown>[];
  bytes: number;
}

export class ParquetFile {
  readonly #formats: ValueFormats;
  /** The columns that are read. */
  readonly #read: readonly SchemaTree[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #schema: SchemaTree;
  readonly #file: string;
  readonly #metadata: FileMetaData;
  readonly #buffer: AsyncBuffer;
  readonly #descriptor: number;

  private constructor(file: string, descriptor: number, buffer: AsyncBuffer, metadata: FileMetaData) {
    this.#file = file;
    this.#descriptor = descriptor;
    this.#buffer = buffer;
    this.#metadata = metadata;
    const { dropped, renamed } = pandasIndex(metadata);
    this.#formats = new ValueFormats(metadata);
    this.#schema = parquetSchema(metadata);
    this.#read = this.#schema.children.filter(({ element }) => !dropped.has(element.name));
    this.#names = new Map(this.#read.map(({ element: { name } }) => [name, renamed.get(name) ?? name]));
  }

  /** @throws AppError `parquet_invalid` */
  static async open(file: string): Promise<ParquetFile> {
    const descriptor = openRegularSync(file);
    const buffer: AsyncBuffer = {
      byteLength: fstatSync(descriptor).size,
      slice: async (start, end = buffer.byteLength) => readBytes(descriptor, start, end - start).buffer,
    };
    try {
      return new ParquetFile(file, descriptor, buffer, await parquetMetadataAsync(buffer));
    } catch (error) {
      closeSync(descriptor);
      throw invalid(file, error);
    }
  }

  /** @throws AppError `parquet_invalid`, `parquet_group_too_large` */
  async *rows(): AsyncGenerator<ParquetRows> {
    const isFlat = this.#read.every((column) => isFlatColumn([this.#schema, column]));
    let first = 0;
    let bytes = 0;
    for (const group of this.#metadata.row_groups) {
      const count = Number(group.num_rows);
      const size = Number(group.total_compressed_size ?? group.total_byte_size);
      const parts = isFlat ? this.#flatRows(group, count) : this.#nestedRows(group, first, count);
      let done = 0;
      for await (const rows of parts) {
        done += rows.length;
        yield { number: first + done - rows.length + 1, rows, bytes: bytes + Math.round((size * done) / count) };
      }
      first += count;
      bytes += size;
    }
  }

  /** Of each column, a page is in memory. */
  *#flatRows(group: RowGroup, count: number): Generator<ReadonlyMap<string, unknown>[]> {
    try {
      const read = (start: number, length: number) => readBytes(this.#descriptor, start, length);
      const columns = this.#read.map((column) => {
        const metadata = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === column.element.name);
        if (!metadata?.meta_data) throw new Error(`a row group without the column ${column.element.name}`);
        const pages = new ColumnPages(read, metadata.meta_data, [this.#schema, column], LARGEST_PAGE);
        return new PagedColumn(this.#names.get(column.element.name) ?? '', pages, this.#formatOf(column));
      });
      for (let done = 0; done < count; ) {
        const length = Math.min(BATCH, count - done, ...columns.map((column) => column.available()));
        yield Array.from({ length }, () => new Map(columns.map((column) => [column.name, column.take()])));
        done += length;
      }
    } catch (error) {
      throw error instanceof PageTooLarge ? this.#tooLarge(error.bytes, LARGEST_PAGE) : invalid(this.#file, error);
    }
  }

  async *#nestedRows(group: RowGroup, first: number, count: number): AsyncGenerator<ReadonlyMap<string, unknown>[]> {
    const size = Number(group.total_byte_size);
    if (size > LARGEST_GROUP) throw this.#tooLarge(size, LARGEST_GROUP);
    this.#checkGroup(group);
    const part = size <= GROUP_AT_ONCE ? count : Math.ceil(count / PARTS);
    for (let start = first; start < first + count; start += part) {
      const rows = await this.#readRows(start, Math.min(start + part, first + count));
      const columns = this.#read.map((column) => [column.element.name, this.#formatOf(column)] as const);
      yield rows.map(
        (row) =>
          new Map(
            columns.map(([name, format]) => [this.#names.get(name) ?? name, format ? format(row[name]) : row[name]]),
          ),
      );
    }
  }

  #formatOf(column: SchemaTree) {
    return column.element.type === 'INT96' ? fromInt96 : this.#formats.of(column);
  }

  /** The library reads lists and structures by itself: their pages are looked at before. */
  #checkGroup(group: RowGroup): void {
    try {
      const read = (start: number, length: number) => readBytes(this.#descriptor, start, length);
      for (const { meta_data: metadata } of group.columns) {
        if (!metadata) continue;
        const path = getSchemaPath(this.#metadata.schema, metadata.path_in_schema);
        new ColumnPages(read, metadata, path, LARGEST_PAGE).check();
      }
    } catch (error) {
      throw error instanceof PageTooLarge ? this.#tooLarge(error.bytes, LARGEST_PAGE) : invalid(this.#file, error);
    }
  }

  #tooLarge(bytes: number, limit: number): AppError {
    const [megabytes, most] = [Math.round(bytes / 2 ** 20), limit >> 20];
    return new AppError('parquet_group_too_large', { file: this.#file, megabytes, limit: most });
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  async #readRows(rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> {
    try {
      return await parquetReadObjects({
        file: this.#buffer,
        metadata: this.#metadata,
        compressors: CODECS,
        parsers: PLAIN_PARSERS,
        rowStart,
        rowEnd,
      });
    } catch (error) {
      throw invalid(this.#file, error);
    }
  }
}

/** A column as its rows are taken from it. */
class PagedColumn {
  readonly name: string;
  readonly #pages: ColumnPages;
  #values: ArrayLike<unknown> = [];
  #at = 0;

  readonly #format: ((value: unknown) => unknown) | null;

  constructor(name: string, pages: ColumnPages, format: ((value: unknown) => unknown) | null) {
    this.name = name;
    this.#format = format;
    this.#pages = pages;
  }

  /** Values that can be taken before a page is read; at least one. */
  available(): number {
    if (this.#at === this.#values.length) {
      const next = this.#pages.next();
      if (!next) throw new Error(`the column ${this.name} has fewer values than there are rows`);
      this.#values = next;
      this.#at = 0;
    }
    return this.#values.length - this.#at;
  }

  take(): unknown {
    const value = this.#values[this.#at++];
    return this.#format ? this.#format(value) : value;
  }
}

/**
 * pandas stores the names of rows as a column without a name. Where they are the numbers of rows, they are of no use to anybody; others
 * become the column `index`.
 */
function pandasIndex(metadata: FileMetaData): { dropped: ReadonlySet<string>; renamed: ReadonlyMap<string, string> } {
  const unnamed = metadata.schema.filter(({ name }) => /^__index_level_\d+__$/.test(name));
  const isPandas = metadata.key_value_metadata?.some(({ key }) => key === 'pandas') ?? false;
  const dropped = new Set<string>();
  const renamed = new Map<string, string>();
  for (const { name, type, converted_type: converted, logical_type: logical } of isPandas ? unnamed : []) {
    const isNumber =
      (type === 'INT64' || type === 'INT32') &&
      (!converted || converted.includes('INT')) &&
      (!logical || logical.type === 'INTEGER');
    if (isNumber) dropped.add(name);
    else renamed.set(name, unnamed.length === 1 ? 'index' : name);
  }
  return { dropped, renamed };
}

function readBytes(descriptor: number, start: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, length));
  return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start));
}

const invalid = (file: string, error: unknown): AppError =>
  new AppError(
    'parquet_invalid',
    { file, problem: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
