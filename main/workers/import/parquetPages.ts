import type { ColumnMetaData, DecodedArray, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { compressors } from 'hyparquet-compressors';

type ColumnDecoder = Parameters<typeof readPage>[2];

/** Reads so many bytes of the file, or fewer at its end. */
export type ReadBytes = (start: number, length: number) => Uint8Array<ArrayBuffer>;

/** What is read to find a header; one with long minima and maxima takes more. */
const HEADER_BYTES = 1 << 13;

/** A page takes more memory than it may. */
export class PageTooLarge extends Error {
  override readonly name = 'PageTooLarge';
  readonly bytes: number;

  constructor(bytes: number) {
    super(`a page of ${bytes} bytes`);
    this.bytes = bytes;
  }
}

/**
 * The values of one column of a row group, a page at a time: a row group can be far larger than what one wants in memory. For columns
 * without lists and structures only, whose pages begin and end with a row.
 *
 * Format: https://parquet.apache.org/docs/file-format/data-pages/
 */
export class ColumnPages {
  readonly #read: ReadBytes;
  readonly #decoder: ColumnDecoder;
  readonly #limit: number;
  readonly #end: number;
  #position: number;
  #dictionary: DecodedArray | undefined;

  /** @param limit bytes that an unpacked page may have */
  constructor(read: ReadBytes, column: ColumnMetaData, schemaPath: [SchemaTree, SchemaTree], limit: number) {
    this.#read = read;
    this.#limit = limit;
    this.#decoder = {
      ...{ pathInSchema: column.path_in_schema, schemaPath, element: schemaPath[1].element },
      ...{ type: column.type, codec: column.codec, compressors, parsers: DEFAULT_PARSERS },
    };
    this.#position = Number(column.dictionary_page_offset || column.data_page_offset);
    this.#end = this.#position + Number(column.total_compressed_size);
  }

  /**
   * The values of the next page; `null` after the last one.
   *
   * @throws PageTooLarge
   * @throws Error for what is not Parquet
   */
  next(): DecodedArray | null {
    while (this.#position < this.#end) {
      const header = this.#header();
      const size = Math.max(header.compressed_page_size, header.uncompressed_page_size);
      if (size > this.#limit) throw new PageTooLarge(size);
      const bytes = this.#read(this.#position, header.compressed_page_size);
      if (bytes.length < header.compressed_page_size) throw new Error('a page is cut off');
      this.#position += header.compressed_page_size;
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
      const { data } = readPage(reader, header, this.#decoder, this.#dictionary, undefined, 0);
      if (header.type === 'DICTIONARY_PAGE') this.#dictionary = data && convert(data, this.#decoder);
      else if (data && valuesOf(header) > 0) return data;
    }
    return null;
  }

  #header(): PageHeader {
    for (let length = HEADER_BYTES; ; length *= 8) {
      const bytes = this.#read(this.#position, Math.min(length, this.#end - this.#position));
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
      try {
        const header = parquetHeader(reader);
        if (!(header.compressed_page_size >= 0)) throw new Error('a page without a size');
        this.#position += reader.offset;
        return header;
      } catch (error) {
        // It was read beyond what there is.
        if (!(error instanceof RangeError) || length >= Math.min(this.#limit, this.#end - this.#position)) throw error;
      }
    }
  }
}

const valuesOf = (header: PageHeader): number =>
  header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
