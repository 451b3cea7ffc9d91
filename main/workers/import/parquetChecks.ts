import type { PageHeader, SchemaTree } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

/** Values that one page may have. Writers make pages of 20,000 rows. */
const MOST_VALUES = 4_000_000;
/** Bytes that texts of a page may become whose beginnings are those of the text before. */
const MOST_SHARED_BYTES = 256 * 2 ** 20;

interface Reader {
  view: DataView;
  offset: number;
}

/**
 * Checks that a page does not say more than it has: the library would follow a run of a billion values, or a table without values but with
 * billions of rows, for minutes.
 *
 * @param page the unpacked bytes: of `DATA_PAGE` all, of `DATA_PAGE_V2` those of the values
 * @param levels the bytes before those of the values, which are never packed; `DATA_PAGE_V2` only
 * @throws Error what is wrong with it
 */
export function checkPage(
  header: PageHeader,
  page: Uint8Array,
  levels: Uint8Array | null,
  path: SchemaTree[],
  type: string,
): void {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const reader = readerOf(page);
  if (dictionary && header.type === 'DICTIONARY_PAGE') {
    checkCount(dictionary.num_values);
    if (type === 'BYTE_ARRAY' && dictionary.num_values * 4 > page.length) throw tooMany(dictionary.num_values);
    return;
  }
  const values = first?.num_values ?? second?.num_values ?? 0;
  checkCount(values);
  const [repetition, definition] = [getMaxRepetitionLevel(path), getMaxDefinitionLevel(path)];
  if (first) {
    if (repetition > 0) skipLevels(reader, repetition, values);
    if (definition > 0) skipLevels(reader, definition, values);
  } else if (second && levels) {
    const own = readerOf(levels);
    if (repetition > 0) checkRuns(own, bits(repetition), values);
    own.offset = second.repetition_levels_byte_length ?? 0;
    if (definition > 0) checkRuns(own, bits(definition), values);
    if ((second.num_nulls ?? 0) < 0 || (second.num_nulls ?? 0) > values)
      throw new Error('a page with more nulls than values');
  }
  checkValues(reader, first?.encoding ?? second?.encoding ?? '', type, values);
}

function checkValues(reader: Reader, encoding: string, type: string, values: number): void {
  const { byteLength } = reader.view;
  if (reader.offset >= byteLength) return;
  if (encoding.endsWith('_DICTIONARY')) {
    const width = reader.view.getUint8(reader.offset++);
    if (width > 32) throw new Error(`a dictionary index of ${width} bits`);
    if (width > 0) checkRuns(reader, width, values);
  } else if (encoding === 'RLE') {
    reader.offset += 4;
    checkRuns(reader, 1, values);
  } else if (encoding === 'DELTA_BINARY_PACKED') checkDelta(reader);
  else if (encoding === 'DELTA_LENGTH_BYTE_ARRAY') checkDelta(reader);
  else if (encoding === 'DELTA_BYTE_ARRAY') checkShared(reader);
  else if (encoding === 'PLAIN' && type === 'BYTE_ARRAY' && values > byteLength * 8 + 8 && reader.offset === 0)
    throw tooMany(values);
}

/** Levels of the first kind of pages have their length before them. */
function skipLevels(reader: Reader, most: number, values: number): void {
  const length = reader.view.getUint32(reader.offset, true);
  const start = reader.offset + 4;
  if (start + length > reader.view.byteLength) throw new Error('levels beyond the page');
  reader.offset = start;
  checkRuns(reader, bits(most), values);
  reader.offset = start + length;
}

/** Goes through runs of equal and of packed values, each in one step, until there are enough. */
function checkRuns(reader: Reader, width: number, values: number): void {
  for (let seen = 0; seen < values && reader.offset < reader.view.byteLength; ) {
    const header = readVarInt(reader);
    const isPacked = (header & 1) === 1;
    const count = isPacked ? (header >>> 1) * 8 : header >>> 1;
    // The last group of packed values is filled up.
    if (count > values - seen + (isPacked ? 2048 : 7))
      throw new Error(`a run of ${count} values in a page of ${values}`);
    reader.offset += isPacked ? (count / 8) * width : (width + 7) >> 3;
    seen += count;
  }
}

/** Numbers as differences: blocks of a size that some writer uses, no more of them than there are values. */
function checkDelta(reader: Reader): number {
  const start = reader.offset;
  const [block, parts, count] = [readVarInt(reader), readVarInt(reader), readVarInt(reader)];
  reader.offset = start;
  checkCount(count);
  const isUsual = block > 0 && block <= 1 << 20 && parts > 0 && parts <= block && block % parts === 0;
  if (!isUsual) throw new Error(`a block of ${block} numbers in ${parts} parts`);
  return count;
}

/** Texts whose beginning is that of the one before them can become far more than the page. */
function checkShared(reader: Reader): void {
  const lengths = () => {
    const count = checkDelta(reader);
    const output = new Int32Array(count);
    deltaBinaryUnpack(reader, count, output);
    return output.reduce((sum, length) => sum + Math.max(0, length), 0);
  };
  const bytes = lengths() + lengths();
  if (bytes > MOST_SHARED_BYTES) throw new Error(`a page whose texts have ${bytes} bytes`);
}

function checkCount(count: number): void {
  if (!(count >= 0 && count <= MOST_VALUES)) throw tooMany(count);
}

const tooMany = (count: number): Error => new Error(`a page that says it has ${count} values`);
const bits = (most: number): number => 32 - Math.clz32(most);
const readerOf = (bytes: Uint8Array): Reader => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
});
