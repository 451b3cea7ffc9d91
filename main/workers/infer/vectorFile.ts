import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWhole } from '../../files/fileSink.ts';
import { openRegular } from '../../files/regularFile.ts';

/*
 * Vectors of rows as a file of NumPy's, `numpy.load` reads it: float32, [rows, numbers].
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;

export interface Vectors {
  rows: number;
  dimensions: number;
  /** `[rows, dimensions]`. */
  data: Float32Array;
}

/** Writes it whole or not at all. @throws AppError `disk_full`, `write_failed` */
export async function writeVectors(path: string, { rows, dimensions, data }: Vectors): Promise<void> {
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`;
  const start = MAGIC.length + 2;
  const length = Math.ceil((start + fields.length + 1) / ALIGNMENT) * ALIGNMENT - start;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  const CHUNK = 1 << 24;
  await writeWhole(path, async (sink) => {
    await sink.write(Buffer.concat([MAGIC, size, Buffer.from(`${fields.padEnd(length - 1)}\n`, 'latin1')]));
    for (let at = 0; at < data.byteLength; at += CHUNK)
      await sink.write(new Uint8Array(data.buffer, data.byteOffset + at, Math.min(CHUNK, data.byteLength - at)));
  });
}

/** Its sides; `null` where there is no such file, or not a whole one. */
export async function shapeOf(path: string): Promise<Pick<Vectors, 'rows' | 'dimensions'> | null> {
  if (!existsSync(path)) return null;
  const file = await openRegular(path);
  try {
    return await readHead(file, path);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/** @throws AppError `file_not_regular`, `model_invalid` for what such a file is not */
export async function readVectors(path: string): Promise<Vectors> {
  const file = await openRegular(path);
  try {
    const { rows, dimensions, begin } = await readHead(file, path);
    const data = new Float32Array(rows * dimensions);
    const bytes = new Uint8Array(data.buffer);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, at, Math.min(1 << 28, bytes.length - at), begin + at);
      if (bytesRead === 0) throw new AppError('model_invalid', { path, problem: 'it ends too early' });
      at += bytesRead;
    }
    return { rows, dimensions, data };
  } finally {
    await file.close();
  }
}

async function readHead(file: FileHandle, path: string) {
  const refuse = (problem: string) => new AppError('model_invalid', { path, problem });
  const head = Buffer.alloc(MAGIC.length + 2);
  await file.read(head, 0, head.length, 0);
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw refuse('it does not begin as NumPy’s files do');
  const text = Buffer.alloc(head.readUInt16LE(MAGIC.length));
  await file.read(text, 0, text.length, head.length);
  const sides = /'<f4'.*\((\d+), (\d+)\)/.exec(text.toString('latin1'))?.slice(1).map(Number);
  const [rows = 0, dimensions = 0] = sides ?? [];
  const { size } = await file.stat();
  const begin = head.length + text.length;
  if (!sides || size !== begin + rows * dimensions * Float32Array.BYTES_PER_ELEMENT)
    throw refuse(`it has ${size} bytes, which its beginning does not say`);
  return { rows, dimensions, begin };
}
