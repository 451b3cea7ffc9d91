import { AppError } from '../../../shared/errors/errors.ts';
import type { FileState } from '../fileSpans.ts';
import { readAt, withFile } from '../fileSpans.ts';

/**
 * The GGUF format, versions 2 and 3: a magic, counts, metadata by name, what the tensors are, then their data, aligned.
 * Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

export type GgufValue = string | number | boolean | readonly GgufValue[];

/** A tensor in the file. `shape` is row-major, as in PyTorch: the other way round than it is written. */
export interface GgufTensor {
  type: number;
  shape: number[];
  /** Of its first byte, counted from where data begins. */
  offset: number;
}

export interface GgufHeader {
  file: FileState;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: ReadonlyMap<string, GgufTensor>;
  /** Of the first byte of data in the file. */
  dataStart: number;
}

/** A vocabulary of 262,144 tokens with its merges takes 15 MB. */
const MOST_HEADER_BYTES = 128 << 20;
const FIRST_READ_BYTES = 1 << 20;
const MOST_ENTRIES = 65_536;
const MOST_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
const MAGIC = 0x46554747;

/** The header goes on behind what was read. */
class NeedsMore extends Error {}

/**
 * Reads what a file says of itself, trusting nothing in it.
 *
 * @throws AppError `file_not_regular`; `model_invalid` with the path and the problem
 */
export const readGgufHeader = (path: string): Promise<GgufHeader> =>
  withFile(path, async (file, state) => {
    for (let size = FIRST_READ_BYTES; ; size *= 4) {
      const bytes = await readAt(file, 0, new Uint8Array(Math.min(size, state.bytes, MOST_HEADER_BYTES)));
      try {
        return { file: state, ...parseGgufHeader(bytes, path) };
      } catch (error) {
        if (!(error instanceof NeedsMore)) throw error;
        if (bytes.length === state.bytes) throw refusal(path, 'the file ends within its header');
        if (bytes.length === MOST_HEADER_BYTES)
          throw refusal(path, `its header has more than ${MOST_HEADER_BYTES} bytes`);
      }
    }
  });

const refusal = (path: string, problem: string) => new AppError('model_invalid', { path, problem: `GGUF: ${problem}` });

function parseGgufHeader(bytes: Uint8Array, path: string): Omit<GgufHeader, 'file'> {
  const reader = new Reader(bytes, path);
  if (reader.uint32() !== MAGIC) throw refusal(path, 'the file does not begin with GGUF');
  const version = reader.uint32();
  if (version !== 2 && version !== 3) throw refusal(path, `version ${version} is not read; versions 2 and 3 are`);
  const tensorCount = reader.count(MOST_ENTRIES, 'tensors');
  const metadataCount = reader.count(MOST_ENTRIES, 'entries');
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < metadataCount; index++) {
    const key = reader.string();
    if (metadata.has(key)) throw refusal(path, `the entry ${quote(key)} is there twice`);
    metadata.set(key, reader.value(reader.uint32(), 0));
  }
  const tensors = new Map<string, GgufTensor>();
  for (let index = 0; index < tensorCount; index++) {
    const name = reader.string();
    if (tensors.has(name)) throw refusal(path, `the tensor ${quote(name)} is there twice`);
    const dimensions = reader.uint32();
    if (dimensions > MOST_DIMENSIONS) throw refusal(path, `the tensor ${quote(name)} has ${dimensions} dimensions`);
    const shape = Array.from({ length: dimensions }, () => reader.size()).reverse();
    tensors.set(name, { shape, type: reader.uint32(), offset: reader.size() });
  }
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  if (typeof alignment !== 'number' || alignment < 8 || alignment > 65_536 || alignment % 8 !== 0)
    throw refusal(path, `an alignment of ${String(alignment)} is not one`);
  return { metadata, tensors, dataStart: Math.ceil(reader.position / alignment) * alignment };
}

/** A name from a file, cut so that a message stays readable. */
const quote = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

/** Fewest bytes of a value of each type. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  ...{ 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 8: 8, 9: 12 },
  ...{ 10: 8, 11: 8, 12: 8 },
};
const ARRAY = 9;

class Reader {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #path: string;
  readonly #decoder = new TextDecoder('utf-8');

  constructor(bytes: Uint8Array, path: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#path = path;
  }

  #take(bytes: number): number {
    const at = this.position;
    if (at + bytes > this.#bytes.length) throw new NeedsMore();
    this.position = at + bytes;
    return at;
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A number that must be exact. */
  size(): number {
    const value = Number(this.#view.getBigUint64(this.#take(8), true));
    if (!Number.isSafeInteger(value)) throw refusal(this.#path, `${value} is no size`);
    return value;
  }

  count(most: number, what: string): number {
    const value = this.size();
    if (value > most) throw refusal(this.#path, `it has ${value} ${what}; at most ${most} are read`);
    return value;
  }

  string(): string {
    const length = this.count(MOST_HEADER_BYTES, 'bytes in a string');
    const at = this.#take(length);
    return this.#decoder.decode(this.#bytes.subarray(at, at + length));
  }

  value(type: number, depth: number): GgufValue {
    const view = this.#view;
    switch (type) {
      case 0:
        return view.getUint8(this.#take(1));
      case 1:
        return view.getInt8(this.#take(1));
      case 2:
        return view.getUint16(this.#take(2), true);
      case 3:
        return view.getInt16(this.#take(2), true);
      case 4:
        return this.uint32();
      case 5:
        return view.getInt32(this.#take(4), true);
      case 6:
        return view.getFloat32(this.#take(4), true);
      case 7:
        return view.getUint8(this.#take(1)) !== 0;
      case 8:
        return this.string();
      case ARRAY:
        return this.#array(depth);
      case 10:
        return Number(view.getBigUint64(this.#take(8), true));
      case 11:
        return Number(view.getBigInt64(this.#take(8), true));
      case 12:
        return view.getFloat64(this.#take(8), true);
      default:
        throw refusal(this.#path, `there is no type ${type} of values`);
    }
  }

  #array(depth: number): GgufValue[] {
    if (depth > 1) throw refusal(this.#path, 'lists are nested too deeply');
    const type = this.uint32();
    const least = TYPE_BYTES[type];
    if (least === undefined) throw refusal(this.#path, `there is no type ${type} of values`);
    const length = this.count(MOST_HEADER_BYTES / least, 'values in a list');
    // Before a list is made of it: it has to be there.
    if (this.position + length * least > this.#bytes.length) throw new NeedsMore();
    return Array.from({ length }, () => this.value(type, depth + 1));
  }
}
