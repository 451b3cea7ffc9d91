import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  EXTERNAL,
  encodeInitializer,
  encodeOnnxParts,
  type OnnxGraph,
  type OnnxModelOptions,
  type OnnxTensor,
} from './onnxModel.ts';

/** A tensor whose numbers are read when they are written. */
export interface LargeTensor extends Pick<OnnxTensor, 'name' | 'data_type' | 'dims'> {
  bytes: number;
  read(): Promise<Uint8Array>;
}

/** protobuf reads no more than 2 GB: larger models have their weights in a file beside. */
const MOST_BYTES = 1.9e9;

/**
 * Writes a model and its large tensors one after the other: one of them is in memory at a time.
 *
 * @returns whether the tensors are in a file of their own, `path` + `_data`, as Optimum and transformers.js look for it
 */
export async function* writeOnnx(
  path: string,
  graph: OnnxGraph,
  tensors: readonly LargeTensor[],
  options: OnnxModelOptions,
): AsyncGenerator<number, boolean> {
  const parts = encodeOnnxParts(graph, options);
  const isBeside = tensors.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES;
  const location = `${path.slice(dirname(path).length + 1)}_data`;
  let offset = 0;
  const heads = tensors.map((tensor) => {
    const from = offset;
    offset += tensor.bytes;
    const { name, data_type, dims, bytes } = tensor;
    if (!isBeside) return encodeInitializer({ name, data_type, dims }, bytes);
    const entries = { location, offset: String(from), length: String(bytes) };
    const external_data = Object.entries(entries).map(([key, value]) => ({ key, value }));
    return encodeInitializer({ name, data_type, dims, external_data, data_location: EXTERNAL }, 0);
  });
  const inside = isBeside ? 0 : offset;
  const file = await open(path, 'w');
  const weights = isBeside ? await open(join(dirname(path), location), 'w') : file;
  try {
    const length = parts.graph.length + heads.reduce((sum, { length: one }) => sum + one, 0) + inside;
    await file.appendFile(parts.model(length));
    await file.appendFile(parts.graph);
    for (const [index, tensor] of tensors.entries()) {
      await file.appendFile(heads[index] as Uint8Array);
      await weights.appendFile(await tensor.read());
      yield index + 1;
    }
    await file.sync();
    if (isBeside) await weights.sync();
  } finally {
    await file.close();
    if (isBeside) await weights.close();
  }
  return isBeside;
}
