import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import protobuf from 'protobufjs';
import { DataType, sizeOf } from '../graph.ts';
import { crc32c, masked } from './crc32c.ts';
import { shapeValue } from './savedModel.ts';
import { readSortedTable, sortedTable } from './sortedTable.ts';

/* TensorFlow's checkpoint of tensors by their names (tensorflow/core/protobuf/tensor_bundle.proto): an index, and their numbers one after the other. */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Dim { int64 size = 1; }
  message Shape { repeated Dim dim = 2; }
  message VersionDef { int32 producer = 1; }
  message BundleHeader { int32 num_shards = 1; int32 endianness = 2; VersionDef version = 3; }
  message BundleEntry { int32 dtype = 1; Shape shape = 2; int32 shard_id = 3; int64 offset = 4; int64 size = 5; fixed32 crc32c = 6; }
  `,
  { keepCase: true },
);

/** A tensor of float32 whose numbers are read when they are written. */
export interface BundledTensor {
  name: string;
  shape: readonly number[];
  read(): Promise<Float32Array>;
}

const LITTLE = 0;
const HEADER_KEY = '';

/** The files of a checkpoint, by what their names begin with. */
export const bundleFiles = (prefix: string): { index: string; data: string } => ({
  index: `${prefix}.index`,
  data: `${prefix}.data-00000-of-00001`,
});

/** Writes tensors one after the other: one of them is in memory at a time. Yields how many there are. */
export async function* writeBundle(prefix: string, tensors: readonly BundledTensor[]): AsyncGenerator<number, void> {
  const entries = new Map<string, Uint8Array>([
    [HEADER_KEY, encode('BundleHeader', { num_shards: 1, endianness: LITTLE, version: { producer: 1 } })],
  ]);
  const paths = bundleFiles(prefix);
  await mkdir(dirname(prefix), { recursive: true });
  const file = await open(paths.data, 'w');
  try {
    let offset = 0;
    for (const [place, { name, shape, read }] of tensors.entries()) {
      const { buffer, byteOffset, byteLength } = await read();
      if (byteLength !== 4 * sizeOf(shape)) throw new Error(`${name} has ${byteLength} bytes`);
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      await file.appendFile(bytes);
      const entry = { dtype: DataType.FLOAT, shape: shapeValue(shape), shard_id: 0, offset, size: byteLength };
      entries.set(name, encode('BundleEntry', { ...entry, crc32c: masked(crc32c(bytes)) }));
      offset += byteLength;
      yield place + 1;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await writeFile(paths.index, sortedTable(entries), { flush: true });
}

/**
 * Reads what `writeBundle` has written from the disk, one tensor after the other.
 *
 * @throws Error where it is damaged
 */
export async function* readBundle(
  prefix: string,
): AsyncGenerator<Pick<BundledTensor, 'name' | 'shape'> & { values: Float32Array }> {
  const paths = bundleFiles(prefix);
  const entries = readSortedTable(await readFile(paths.index));
  const BundleEntry = root.lookupType('BundleEntry');
  const file = await open(paths.data);
  try {
    for (const [name, entry] of entries) {
      if (name === HEADER_KEY) continue;
      const options = { longs: Number, defaults: true, arrays: true };
      const { shape, offset, size, crc32c: sum } = BundleEntry.toObject(BundleEntry.decode(entry), options);
      const bytes = new Uint8Array(size);
      const { bytesRead } = await file.read(bytes, 0, size, offset);
      if (bytesRead !== size || masked(crc32c(bytes)) !== sum) throw new Error(`the numbers of ${name} are damaged`);
      const sides: { size: number }[] = shape?.dim ?? [];
      yield { name, shape: sides.map((side) => side.size), values: new Float32Array(bytes.buffer) };
    }
  } finally {
    await file.close();
  }
}

function encode(type: string, value: object): Uint8Array {
  const found = root.lookupType(type);
  return found.encode(found.fromObject(value)).finish();
}
