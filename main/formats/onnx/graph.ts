import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnnxDtype } from '../../../shared/domain/formats/dtype.ts';
import { RUNTIME_DOMAIN } from '../../engine/compiler/onnx/fused.ts';
import { OPSET } from '../../engine/compiler/onnx/lower.ts';
import { type LargeTensor, writeOnnx } from '../../engine/compiler/onnx/onnxFile.ts';
import type { Head } from '../../ml/train/task.ts';
import type { BaseSource } from '../baseSource.ts';
import { textModel } from './textModel.ts';
import { writtenWeights } from './weights.ts';

/** The graph of a model, which can be written with weights in a number format. */
export function graphOf(head: Head, model: Pick<BaseSource, 'config' | 'read'>, dtype: OnnxDtype) {
  const graph = textModel(model.config, head);
  const { nodes, tensors, contrib } = writtenWeights(graph, dtype, (name) => model.read(name));
  return {
    length: tensors.length,
    write: (path: string, weights: readonly LargeTensor[] = tensors) =>
      writeOnnx(path, { ...graph, name: model.config.model_type, nodes }, weights, {
        opset: OPSET,
        ...(contrib && { domains: { [RUNTIME_DOMAIN]: 1 } }),
      }),
  };
}

/** Uses the graph of a model, its weights as they are, which lies in a folder only meanwhile. */
export async function withExactGraph<V>(
  head: Head,
  model: Pick<BaseSource, 'config' | 'read'>,
  folder: string,
  use: (path: string) => Promise<V>,
): Promise<V> {
  const path = join(folder, '.exact.onnx');
  try {
    const steps = graphOf(head, model, 'f32').write(path);
    while (!(await steps.next()).done);
    return await use(path);
  } finally {
    await rm(path, { force: true });
    await rm(`${path}_data`, { force: true });
  }
}
