import { AppError } from '../../../shared/errors/errors.ts';
import { parseStrictJson, type StrictJson } from './strictJson.ts';

/**
 * The safetensors format: 8 bytes with the header's length N (unsigned, little-endian), N bytes of JSON header, then the tensors' bytes
 * without a gap. The header maps names to `{dtype, shape, data_offsets: [begin, end]}`, offsets counted from the header's end.
 * Source: https://huggingface.co/docs/safetensors, "Format"; limits as in the reference implementation,
 * https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs
 */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA_KEY = '__metadata__';
/** The reference writer aligns the tensors to 8 bytes by spaces after the header. */
const ALIGNMENT = 8;
/** Header, tensor, shape: nothing in a header lies deeper. */
const HEADER_DEPTH = 4;

export const BYTES_PER_ELEMENT = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
} as const;
export type Dtype = keyof typeof BYTES_PER_ELEMENT;

/** Where a tensor lies, in bytes from the header's end. */
export interface TensorSpan {
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

/** A tensor in a parsed file. `bytes` is a view of the file's bytes, row-major and little-endian. */
export interface StoredTensor {
  dtype: Dtype;
  shape: number[];
  bytes: Uint8Array;
}

export interface SafetensorsFile {
  tensors: Map<string, StoredTensor>;
  metadata: Map<string, string>;
}

export interface FloatTensor {
  shape: readonly number[];
  data: Float32Array;
}

/** transformers refuses files that do not say which framework's layout they have. */
const PYTORCH_METADATA: ReadonlyMap<string, string> = new Map([['format', 'pt']]);

/**
 * The chunks of a safetensors file with F32 tensors, ordered by name; the tensors' chunks are views of the data given.
 *
 * @throws RangeError if a tensor's data does not fit its shape
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, FloatTensor>,
  metadata: ReadonlyMap<string, string> = PYTORCH_METADATA,
): Uint8Array[] {
  const sorted = [...tensors].sort(byName);
  const header = encodeHeaderOf(
    sorted.map(([name, { shape }]) => [name, shape]),
    'F32',
    metadata,
  );
  const chunks = sorted.map(([name, { shape, data }]) => {
    assertFits(name, shape, data);
    return littleEndianBytes(data);
  });
  return [header, ...chunks];
}

/** Bytes of the file that `encodeSafetensors` makes of tensors of these shapes. */
export function encodedBytes(shapes: ReadonlyMap<string, readonly number[]>): number {
  const header = encodeHeaderOf([...shapes].sort(byName));
  return [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape) * BYTES_PER_ELEMENT.F32, header.length);
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

/** @throws RangeError */
export function assertFits(name: string, shape: readonly number[], data: Float32Array): void {
  if (elementCount(shape) === data.length) return;
  throw new RangeError(`tensor ${name} has ${data.length} elements, not those of shape [${shape}]`);
}

/**
 * The header of a file with tensors of one dtype that follow it in this order. Numbers are little-endian, as machines that Kindling runs on are.
 */
export function encodeHeaderOf(
  tensors: readonly (readonly [name: string, shape: readonly number[]])[],
  dtype: Dtype = 'F32',
  metadata: ReadonlyMap<string, string> = PYTORCH_METADATA,
): Uint8Array {
  const entries = [`${JSON.stringify(METADATA_KEY)}:${JSON.stringify(Object.fromEntries(metadata))}`];
  let offset = 0;
  for (const [name, shape] of tensors) {
    if (name === METADATA_KEY) throw new RangeError(`a tensor cannot be called ${name}`);
    const end = offset + elementCount(shape) * BYTES_PER_ELEMENT[dtype];
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`);
    offset = end;
  }
  return encodeHeader(`{${entries.join(',')}}`);
}

/**
 * Reads a safetensors file, trusting nothing in it: the header is bounded, keys are unique, and the tensors' spans have exactly the
 * bytes that their shapes need and cover the file without gap or overlap.
 *
 * @param path names the file in errors
 * @throws AppError `model_invalid` with the path and the problem
 */
export function parseSafetensors(bytes: Uint8Array, path: string): SafetensorsFile {
  const end = LENGTH_BYTES + headerLength(bytes, bytes.length, path);
  const data = bytes.subarray(end);
  const { spans, metadata } = parseHeader(bytes.subarray(LENGTH_BYTES, end), data.length, path);
  const tensors = new Map(
    Array.from(spans, ([name, { begin, end, ...rest }]) => [name, { ...rest, bytes: data.subarray(begin, end) }]),
  );
  return { tensors, metadata };
}

/** Bytes before the header, which say how long it is. */
export const LENGTH_BYTES = 8;

/**
 * The length in bytes of the header of a file.
 *
 * @param start the file's first bytes, at least `LENGTH_BYTES` of them
 * @throws AppError `model_invalid` for one that is longer than the file or than `most` bytes
 */
export function headerLength(start: Uint8Array, fileBytes: number, path: string, most = MAX_HEADER_BYTES): number {
  const invalid = refuser(path);
  if (start.length < LENGTH_BYTES) return invalid('the file is too short for a header');
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  if (length > most) return invalid(`the header has ${length} bytes; at most ${most} are allowed`);
  if (LENGTH_BYTES + Number(length) > fileBytes) return invalid('the header is longer than the file');
  return Number(length);
}

/**
 * What a header says: where each tensor lies, counted from the header's end, and the metadata.
 *
 * @param dataBytes bytes of the file after the header
 * @throws AppError `model_invalid` as `parseSafetensors`
 */
export function parseHeader(
  bytes: Uint8Array,
  dataBytes: number,
  path: string,
): { spans: Map<string, TensorSpan>; metadata: Map<string, string> } {
  const invalid = refuser(path);
  const header = headerEntries(bytes, invalid);
  const metadata = new Map<string, string>();
  const spans: Span[] = [];
  for (const [name, entry] of header) {
    if (!(entry instanceof Map)) return invalid(`entry ${quote(name)} is not an object`);
    if (name === METADATA_KEY) {
      for (const [key, value] of entry) {
        if (typeof value !== 'string') return invalid(`metadata ${quote(key)} is not a string`);
        metadata.set(key, value);
      }
    } else spans.push(parseEntry(name, entry, invalid));
  }

  // A tensor without elements takes no bytes and comes before the one that begins where it lies.
  spans.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of spans) {
    if (begin !== covered) return invalid(`tensor ${quote(name)} begins at ${begin}, not at ${covered}`);
    if (end > dataBytes) return invalid(`tensor ${quote(name)} ends at ${end}, after the file's end at ${dataBytes}`);
    covered = end;
  }
  if (covered !== dataBytes) return invalid(`${dataBytes - covered} bytes belong to no tensor`);
  return { spans: new Map(spans.map(({ name, ...span }) => [name, span])), metadata };
}

/**
 * A tensor's elements as 32-bit floats; F16 and BF16 are widened, which is exact. Shares the file's memory where that is possible.
 *
 * @throws AppError `model_invalid` for any other dtype
 */
export function readF32(tensor: StoredTensor, name: string, path: string): Float32Array {
  const { dtype, bytes } = tensor;
  switch (dtype) {
    case 'F32': {
      const { buffer, byteOffset } = aligned(bytes, 4);
      return new Float32Array(buffer, byteOffset, bytes.length / 4);
    }
    case 'F16': {
      const { buffer, byteOffset } = aligned(bytes, 2);
      return Float32Array.from(new Float16Array(buffer, byteOffset, bytes.length / 2));
    }
    case 'BF16': {
      // The upper half of a 32-bit float.
      const { buffer, byteOffset } = aligned(bytes, 2);
      const halves = new Uint16Array(buffer, byteOffset, bytes.length / 2);
      return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
    }
    default:
      throw new AppError('model_invalid', {
        path,
        problem: `tensor ${quote(name)} has the unsupported dtype ${dtype}`,
      });
  }
}

type Invalid = (problem: string, cause?: unknown) => never;
interface Span extends TensorSpan {
  name: string;
}

const refuser =
  (path: string): Invalid =>
  (problem, cause) => {
    throw new AppError('model_invalid', { path, problem: `safetensors: ${problem}` }, { cause });
  };

function headerEntries(bytes: Uint8Array, invalid: Invalid): Map<string, StrictJson> {
  // Tells a file of another kind early; the format asks for it too.
  if (bytes[0] !== 0x7b) return invalid('the header does not begin with {');
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return parseStrictJson(text, HEADER_DEPTH) as Map<string, StrictJson>;
  } catch (error) {
    return invalid(`the header is not valid JSON: ${(error as Error).message}`, error);
  }
}

function parseEntry(name: string, entry: Map<string, StrictJson>, invalid: Invalid): Span {
  const tensor = `tensor ${quote(name)}`;
  for (const key of entry.keys()) {
    if (key !== 'dtype' && key !== 'shape' && key !== 'data_offsets')
      return invalid(`${tensor} has an unknown key ${quote(key)}`);
  }
  const dtype = entry.get('dtype');
  const shape = entry.get('shape');
  const offsets = entry.get('data_offsets');
  if (typeof dtype !== 'string' || !isDtype(dtype)) return invalid(`${tensor} has an unknown dtype`);
  if (!isSizes(shape)) return invalid(`the shape of ${tensor} is not a list of whole numbers`);
  if (!isSizes(offsets)) return invalid(`the offsets of ${tensor} are not whole numbers`);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) return invalid(`${tensor} has not two offsets`);
  const needed = elementCount(shape) * BYTES_PER_ELEMENT[dtype];
  // `elementCount` is not finite, or not exact, for absurd shapes; neither equals a span inside of a file.
  if (!Number.isSafeInteger(needed) || end - begin !== needed) {
    return invalid(`${tensor} has ${end - begin} bytes, but its shape needs ${needed}`);
  }
  return { name, dtype, shape, begin, end };
}

const isDtype = (dtype: string): dtype is Dtype => Object.hasOwn(BYTES_PER_ELEMENT, dtype);

const isSizes = (value: StrictJson | undefined): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);

const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** A name from a file, cut so that a message stays readable. */
const quote = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, LENGTH_BYTES);
  return header;
}

/** Every platform that Kindling runs on is little-endian; another one would write garbage, so it is refused. */
function littleEndianBytes(data: Float32Array): Uint8Array {
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) throw new Error('big-endian machines are not supported');
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Typed arrays must begin at a multiple of their element's size; bytes that do not are copied. (A Buffer's `slice` copies nothing.) */
const aligned = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
