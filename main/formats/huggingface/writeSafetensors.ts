import { open } from 'node:fs/promises';
import { narrow, type WeightDtype } from './narrow.ts';
import { assertFits, encodeHeaderOf } from './safetensors.ts';

/**
 * Writes tensors one after the other: of a large model, one tensor is in memory at a time.
 *
 * @param shapes by the tensors' names
 * @param read gives a tensor's numbers, row by row
 * @param dtype what they are rounded to, see `narrow`
 * @throws AppError `weight_too_large`; errors of the file system as they are; RangeError if a tensor's numbers do not fit its shape
 */
export async function writeSafetensors(
  path: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  read: (name: string) => Promise<Float32Array>,
  dtype: WeightDtype = 'F32',
): Promise<void> {
  const names = [...shapes.keys()].sort();
  const file = await open(path, 'w');
  try {
    await file.appendFile(
      encodeHeaderOf(
        names.map((name) => [name, shapes.get(name) as readonly number[]]),
        dtype,
      ),
    );
    for (const name of names) {
      const data = await read(name);
      assertFits(name, shapes.get(name) as readonly number[], data);
      await file.appendFile(narrow(data, dtype, name));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
