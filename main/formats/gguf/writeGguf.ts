import { type FileHandle, open } from 'node:fs/promises';
import { uint32, uint64 } from '../../files/littleEndian.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import { bytesOfType, quantize, type TensorType, WRITTEN_TYPES } from './quantize.ts';

/** Of what has a name of its own in the file: `read` gives the numbers, row by row. */
export interface TensorToWrite {
  name: string;
  /** Row by row, as in PyTorch. */
  shape: readonly number[];
  type: TensorType;
  read(): Promise<Float32Array>;
}

const VERSION = 3;
const ALIGNMENT = 32;
/** So many numbers are rounded at a time: what is rounded is not in memory twice. Whole blocks of every type, where rows are. */
const PIECE = 1 << 20;

/**
 * Writes a file of llama.cpp, tensor by tensor: of a large model, one of them is in memory at a time. Yields how many are written.
 *
 * @throws AppError `weight_too_large`; errors of the file system as they are; RangeError if a tensor's numbers do not fit its shape
 */
export async function* writeGguf(
  path: string,
  metadata: ReadonlyMap<string, GgufField>,
  tensors: readonly TensorToWrite[],
): AsyncGenerator<number, void> {
  const file = await open(path, 'w');
  try {
    const header = encodeHeader(metadata, tensors);
    await file.appendFile(header);
    await file.appendFile(padding(header.length));
    const memory = new ArrayBuffer(2 * PIECE);
    for (const [done, tensor] of tensors.entries()) {
      yield done;
      await appendTensor(file, tensor, memory);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function appendTensor(
  file: FileHandle,
  { name, shape, type, read }: TensorToWrite,
  memory: ArrayBuffer,
): Promise<void> {
  const data = await read();
  const count = sizeOf(shape);
  if (data.length !== count) throw new RangeError(`${name}: ${data.length} numbers for the shape [${shape}]`);
  const width = shape.at(-1) as number;
  const rows = Math.max(1, Math.floor(PIECE / width)) * width;
  for (let from = 0; from < count; from += rows)
    await file.appendFile(quantize(data.subarray(from, Math.min(count, from + rows)), type, name, memory));
  await file.appendFile(padding(bytesOfType(type, count)));
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
const padding = (bytes: number): Uint8Array => new Uint8Array(aligned(bytes) - bytes);

/** Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
function encodeHeader(metadata: ReadonlyMap<string, GgufField>, tensors: readonly TensorToWrite[]): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('GGUF'), uint32(VERSION), uint64(tensors.length), uint64(metadata.size)];
  for (const [key, field] of metadata) parts.push(string(key), encodeField(field));
  let offset = 0;
  for (const { name, shape, type } of tensors) {
    parts.push(string(name), uint32(shape.length), ...shape.toReversed().map(uint64));
    parts.push(uint32(WRITTEN_TYPES[type].id), uint64(offset));
    offset += aligned(bytesOfType(type, sizeOf(shape)));
  }
  return Buffer.concat(parts);
}

function encodeField(field: GgufField): Uint8Array {
  if ('uint32' in field) return Buffer.concat([uint32(4), uint32(field.uint32)]);
  if ('int32' in field) return Buffer.concat([uint32(5), numbers(Int32Array, [field.int32])]);
  if ('float32' in field) return Buffer.concat([uint32(6), numbers(Float32Array, [field.float32])]);
  if ('bool' in field) return Buffer.concat([uint32(7), Buffer.from([field.bool ? 1 : 0])]);
  if ('string' in field) return Buffer.concat([uint32(8), string(field.string)]);
  const list = (type: number, length: number, content: readonly Uint8Array[]) =>
    Buffer.concat([uint32(9), uint32(type), uint64(length), ...content]);
  if ('strings' in field) return list(8, field.strings.length, [strings(field.strings)]);
  if ('int32s' in field) return list(5, field.int32s.length, [numbers(Int32Array, field.int32s)]);
  return list(6, field.float32s.length, [numbers(Float32Array, field.float32s)]);
}

/** Machines that this runs on have the file's byte order. */
function numbers(Type: typeof Int32Array | typeof Float32Array, values: readonly number[]): Uint8Array {
  return new Uint8Array(Type.from(values).buffer);
}

const string = (text: string): Uint8Array => strings([text]);

/** Each with its length; a vocabulary has a hundred thousand. */
function strings(texts: readonly string[]): Uint8Array {
  const bytes = Buffer.alloc(texts.reduce((sum, text) => sum + 8 + Buffer.byteLength(text), 0));
  let at = 0;
  for (const text of texts) {
    const length = bytes.write(text, at + 8, 'utf8');
    bytes.writeBigUInt64LE(BigInt(length), at);
    at += 8 + length;
  }
  return bytes;
}
