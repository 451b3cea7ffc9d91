import { closeSync, openSync, readSync, statSync } from 'node:fs';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { AppError } from '../../../shared/ipc/errors.ts';

/** A group of rows is unpacked as a whole: so many bytes of it. Writers make groups of 1 to 128 MB. */
const LARGEST_GROUP = 512 * 2 ** 20;
/** Groups up to this size are read at once; of larger ones parts, though for each all of the group's pages are gone through. */
const GROUP_AT_ONCE = 64 * 2 ** 20;
const PARTS = 8;

export interface ParquetRows {
  /** Of the first row, from 1. */
  number: number;
  rows: Record<string, unknown>[];
  bytes: number;
}

export class ParquetFile {
  readonly columns: readonly string[];
  readonly #file: string;
  readonly #metadata: FileMetaData;
  readonly #buffer: AsyncBuffer;
  readonly #descriptor: number;

  private constructor(file: string, descriptor: number, buffer: AsyncBuffer, metadata: FileMetaData) {
    this.#file = file;
    this.#descriptor = descriptor;
    this.#buffer = buffer;
    this.#metadata = metadata;
    this.columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  }

  /** @throws AppError `parquet_invalid` */
  static async open(file: string): Promise<ParquetFile> {
    const descriptor = openSync(file, 'r');
    const buffer: AsyncBuffer = {
      byteLength: statSync(file).size,
      slice: async (start, end = buffer.byteLength) => {
        const bytes = new Uint8Array(Math.max(0, end - start));
        readSync(descriptor, bytes, 0, bytes.length, start);
        return bytes.buffer;
      },
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
    let first = 0;
    let bytes = 0;
    for (const group of this.#metadata.row_groups) {
      const [count, size] = [Number(group.num_rows), Number(group.total_byte_size)];
      if (size > LARGEST_GROUP) {
        const [megabytes, limit] = [Math.round(size / 2 ** 20), LARGEST_GROUP >> 20];
        throw new AppError('parquet_group_too_large', { file: this.#file, megabytes, limit });
      }
      bytes += Number(group.total_compressed_size ?? 0n);
      const part = size <= GROUP_AT_ONCE ? count : Math.ceil(count / PARTS);
      for (let start = first; start < first + count; start += part) {
        const rows = await this.#read(start, Math.min(start + part, first + count));
        yield { number: start + 1, rows, bytes };
      }
      first += count;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  async #read(rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> {
    try {
      return await parquetReadObjects({ file: this.#buffer, metadata: this.#metadata, compressors, rowStart, rowEnd });
    } catch (error) {
      throw invalid(this.#file, error);
    }
  }
}

const invalid = (file: string, error: unknown): AppError =>
  new AppError(
    'parquet_invalid',
    { file, problem: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
