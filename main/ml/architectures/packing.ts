import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { joined } from '../joined.ts';
import { architectureOf } from './index.ts';
import { parameterShapes } from './model.ts';
import { valuesOf, type Weights } from './parameters.ts';

/*
 * Matrices that multiply the same input, and their biases, put on top of one another: one product instead of three or two. Decoding gains by it, since
 * each of its products is a few microseconds of work.
 */

/** Names and shapes of a model's parameters with packed matrices. */
export function packedShapes(config: ModelConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>(parameterShapes(config));
  for (const [whole, parts] of architectureOf(config).packs(config)) {
    const [, ...columns] = shapes.get(parts[0] as string) ?? [];
    shapes.set(whole, [parts.reduce((rows, part) => rows + (shapes.get(part)?.[0] ?? 0), 0), ...columns]);
    for (const part of parts) shapes.delete(part);
  }
  return shapes;
}

/** The values that belong to `packedShapes`. */
export function packedValues(config: ModelConfig, weights: Weights): Map<string, Float32Array> {
  const values = valuesOf(weights);
  for (const [whole, parts] of architectureOf(config).packs(config)) {
    values.set(whole, joined(parts.map((part) => values.get(part) ?? new Float32Array())));
    for (const part of parts) values.delete(part);
  }
  return values;
}

/** The same one by one: nothing else of the weights is in memory. @param read gives a parameter of the model */
export async function* packedTensors(
  config: ModelConfig,
  read: (name: string) => Promise<Float32Array>,
): AsyncGenerator<[name: string, data: Float32Array], void, undefined> {
  const packs = architectureOf(config).packs(config);
  for (const [name, shape] of packedShapes(config)) {
    const parts = packs.get(name);
    if (!parts) {
      yield [name, await read(name)];
      continue;
    }
    const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
    let offset = 0;
    for (const part of parts) {
      const own = await read(part);
      data.set(own, offset);
      offset += own.length;
    }
    yield [name, data];
  }
}
