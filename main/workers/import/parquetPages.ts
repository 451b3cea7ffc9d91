import type { ColumnMetaData, DecodedArray, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert } from 'hyparquet/src/convert.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { checkPage } from './parquetChecks.ts';
import { CODECS } from './parquetCodecs.ts';
import { PLAIN_PARSERS } from './parquetValues.ts';

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
  constructor(read: ReadBytes, column: ColumnMetaData, schemaPath: SchemaTree[], limit: number) {
    this.#read = read;
    this.#limit = limit;
    this.#decoder = {
      ...{ pathInSchema: column.path_in_schema, schemaPath, element: (schemaPath.at(-1) as SchemaTree).element },
      ...{ type: column.type, codec: column.codec, compressors: CODECS, parsers: PLAIN_PARSERS },
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
    for (let page = this.#page(); page; page = this.#page()) {
      const { header, bytes } = page;
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
      const { data } = readPage(
        reader,
        header,
        { ...this.#decoder, codec: 'UNCOMPRESSED' },
        this.#dictionary,
        undefined,
        0,
      );
      if (header.type === 'DICTIONARY_PAGE') this.#dictionary = data && convert(data, this.#decoder);
      else if (data && valuesOf(header) > 0) return data;
    }
    return null;
  }

  /**
   * Goes through all pages without reading their values, so that another reader may.
   *
   * @throws PageTooLarge
   * @throws Error for what is not Parquet
   */
  check(): void {
    while (this.#page());
  }

  /** The next page, unpacked and found to have what it says. */
  #page(): { header: PageHeader; bytes: Uint8Array } | null {
    if (this.#position < this.#end) {
      const header = this.#header();
      const size = Math.max(header.compressed_page_size, header.uncompressed_page_size);
      if (size > this.#limit) throw new PageTooLarge(size);
      const bytes = this.#read(this.#position, header.compressed_page_size);
      if (bytes.length < header.compressed_page_size) throw new Error('a page is cut off');
      this.#position += header.compressed_page_size;
      return this.#unpacked(header, bytes);
    }
    return null;
  }

  #unpacked(header: PageHeader, packed: Uint8Array): { header: PageHeader; bytes: Uint8Array } {
    const { codec, schemaPath, type } = this.#decoder;
    const second = header.data_page_header_v2;
    const before = second
      ? (second.repetition_levels_byte_length ?? 0) + (second.definition_levels_byte_length ?? 0)
      : 0;
    if (before < 0 || before > packed.length) throw new Error('levels beyond the page');
    const size = header.uncompressed_page_size - before;
    const inside = packed.subarray(before);
    const isPacked = codec !== 'UNCOMPRESSED' && second?.is_compressed !== false && inside.length > 0;
    const values = isPacked ? decompressPage(inside, size, codec, CODECS) : inside;
    checkPage(header, values, second ? packed.subarray(0, before) : null, schemaPath, type);
    const bytes = before > 0 ? Buffer.concat([packed.subarray(0, before), values]) : values;
    return { header: { ...header, compressed_page_size: bytes.length, uncompressed_page_size: bytes.length }, bytes };
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
