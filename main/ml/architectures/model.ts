import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { causalMask } from '../layers/attention.ts';
import { linear } from '../layers/linear.ts';
import { Random } from '../random.ts';
import type { BodyInput, Remember, Tables } from './architecture.ts';
import { architectureOf } from './index.ts';
import { type Parameters, parameter, type Weights } from './parameters.ts';

/*
 * A model of any architecture, as functions of its configuration and parameters.
 * Shapes: B batch, T time, D model width, V vocabulary.
 */

/** Names and shapes of a model's parameters, in a fixed order. A tied output projection is the embedding and has no entry. */
export const parameterShapes = (config: ModelConfig): Map<string, number[]> =>
  new Map(Array.from(architectureOf(config).shapes(config), ([name, shape]) => [name, [...shape]]));

/** Fresh weights: the same ones for the same seed, drawn in the order of the parameters. */
export function initialWeights(config: ModelConfig, seed: number): Weights {
  const random = new Random(seed);
  const { initial } = architectureOf(config);
  const weights = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [name, shape] of parameterShapes(config)) {
    const data = new Float32Array(tf.util.sizeFromShape(shape));
    const fill = initial(config, name);
    if ('constant' in fill) data.fill(fill.constant);
    else for (let index = 0; index < data.length; index++) data[index] = random.normal() * fill.deviation;
    weights.set(name, { shape, data });
  }
  return weights;
}

/** What a model needs besides its parameters. The caller disposes of it. */
export const tablesOf = (config: ModelConfig): Tables => architectureOf(config).tables(config);

export const disposeTables = (tables: Tables): void => tf.dispose([...tables.values()]);

/** Names and shapes of what is remembered of the texts of B streams, `[B, K, S, C]` each. */
export const memoryShapes = (config: ModelConfig, streams: number): ReadonlyMap<string, readonly number[]> =>
  architectureOf(config).memory(config, streams);

/** Whether each position is computed from the state after the one before it. */
export const isRecurrent = (config: ModelConfig): boolean => architectureOf(config).recurrent === true;

const FLOAT_BYTES = 4;

/** Bytes of the memory of one text as long as the context. */
export const memoryBytes = (config: ModelConfig): number =>
  FLOAT_BYTES *
  Array.from(memoryShapes(config, 1).values()).reduce(
    (sum, shape) => sum + shape.reduce((product, side) => product * side, 1),
    0,
  );

/** Hidden states after the last norm, of tokens at any positions and with any memory: `[B·T, D]`. */
export const bodyStates = (
  config: ModelConfig,
  parameters: Parameters,
  tables: Tables,
  input: BodyInput,
  remember: Remember,
): tf.Tensor => architectureOf(config).forward(config, parameters, tables, input, remember);

/** Scores of every token of the vocabulary: `[N, D]` → `[N, V]`. */
export const logits = (config: ModelConfig, parameters: Parameters, hidden: tf.Tensor): tf.Tensor =>
  linear(hidden, outputOf(config, parameters));

/** The matrix `[V, D]` that gives the scores of every token. */
export const outputOf = (config: ModelConfig, parameters: Parameters): tf.Tensor =>
  parameter(parameters, architectureOf(config).output(config));

/** What is remembered of the positions seen so far. */
export interface Past {
  length: number;
  memory: Tables;
}

/**
 * The model without its output projection, over whole texts or what follows a past.
 *
 * @param ids token ids `[B, T]`, int32
 * @param past of the positions before `ids`; stays the caller's
 * @returns hidden states `[B·T, D]` after the last norm, and the past with `ids` in it
 */
export function hiddenStates(
  config: ModelConfig,
  parameters: Parameters,
  tables: Tables,
  ids: tf.Tensor2D,
  past?: Past,
): { hidden: tf.Tensor; past: Past } {
  const T = ids.shape[1];
  const from = past?.length ?? 0;
  const memory = new Map<string, tf.Tensor>();
  const last = (name: string): tf.Tensor | null => {
    const rows = past?.memory.get(name);
    if (!rows) return null;
    const [B, K, S, C] = rows.shape as [number, number, number, number];
    return tf.reshape(tf.slice(rows, [0, 0, S - 1, 0], [B, K, 1, C]), [B, K, C]);
  };
  const input = { ids, positions: { from }, mask: T > 1 ? causalMask(T, from) : null, before: last };
  const hidden = bodyStates(config, parameters, tables, input, (name, fresh) => {
    const before = past?.memory.get(name);
    const all = before ? tf.concat([before, fresh], 2) : fresh;
    memory.set(name, all);
    return all;
  });
  return { hidden, past: { length: from + T, memory } };
}
