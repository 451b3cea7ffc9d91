import type { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { layerName, parameterShapes, valuesOf, type Weights } from './parameters.ts';

/*
 * Matrices that multiply the same input, put on top of one another: one product instead of three or two. Decoding gains by it, since
 * each of its products is a few microseconds of work.
 */

/** What is packed in each layer: the name of the whole and of its parts, whose rows follow one another. */
export const PACKED = {
  'self_attn.qkv_proj': ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
  'mlp.gate_up_proj': ['mlp.gate_proj', 'mlp.up_proj'],
} as const;
export type PackedName = keyof typeof PACKED;

const weightName = (layer: number, name: string) => `${layerName(layer)}.${name}.weight`;

/** Names and shapes of a model's parameters with packed matrices. */
export function packedShapes(config: LlamaConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>(parameterShapes(config));
  forEachPack(config, (whole, parts) => {
    const [, columns = 0] = shapes.get(parts[0] as string) ?? [];
    shapes.set(whole, [parts.reduce((rows, part) => rows + (shapes.get(part)?.[0] ?? 0), 0), columns]);
    for (const part of parts) shapes.delete(part);
  });
  return shapes;
}

/** The values that belong to `packedShapes`. */
export function packedValues(config: LlamaConfig, weights: Weights): Map<string, Float32Array> {
  const values = valuesOf(weights);
  forEachPack(config, (whole, parts) => {
    const data = parts.map((part) => values.get(part) ?? new Float32Array());
    const all = new Float32Array(data.reduce((size, { length }) => size + length, 0));
    let offset = 0;
    for (const part of data) {
      all.set(part, offset);
      offset += part.length;
    }
    values.set(whole, all);
    for (const part of parts) values.delete(part);
  });
  return values;
}

function forEachPack(config: LlamaConfig, visit: (whole: string, parts: string[]) => void): void {
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const [whole, parts] of Object.entries(PACKED)) {
      visit(
        weightName(layer, whole),
        parts.map((part) => weightName(layer, part)),
      );
    }
  }
}
