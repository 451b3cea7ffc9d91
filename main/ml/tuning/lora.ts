import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { architectureOf } from '../architectures/index.ts';
import { parameterShapes } from '../architectures/model.ts';
import { parameter } from '../architectures/parameters.ts';
import { dropout } from '../layers/dropout.ts';
import { placeBeside } from '../layers/linear.ts';
import type { Tuning } from './tuning.ts';

/*
 * Low-rank adaptation (Hu et al. 2021): a frozen matrix W `[out, in]` becomes W + α/r · B·A with A `[r, in]` and B `[out, r]`, of which
 * only A and B are trained. In the words, names and defaults of PEFT's `LoraConfig`.
 */

export interface LoraOptions {
  /** `r`. */
  rank: number;
  /** What B·A is multiplied with, times the rank. */
  alpha: number;
  /** Share of a layer's inputs that A does not see, 0 to below 1; drawn anew in each step. */
  dropout: number;
  /** Ends of names of modules, such as `q_proj`, or `all-linear`: all linear layers but the output projection. */
  targetModules: readonly string[];
}

export const ALL_LINEAR = 'all-linear';

/** What PEFT puts before the names of a causal language model's modules. */
const PEFT_PREFIX = 'base_model.model.';
const WEIGHT = '.weight';

const moduleOf = (weight: string): string => weight.slice(0, -WEIGHT.length);
export const loraA = (weight: string): string => `${PEFT_PREFIX}${moduleOf(weight)}.lora_A.weight`;
export const loraB = (weight: string): string => `${PEFT_PREFIX}${moduleOf(weight)}.lora_B.weight`;

/** Names of linear layers that PEFT's `target_modules` can name: the last parts, such as `q_proj`, each once. */
export const targetNames = (config: ModelConfig): string[] => [
  ...new Set(
    architectureOf(config)
      .linears(config)
      .map((weight) => moduleOf(weight).split('.').at(-1) as string),
  ),
];

/** The weights that are adapted, in the order of the model's parameters. */
export function adaptedWeights(config: ModelConfig, targetModules: readonly string[]): string[] {
  const linears = new Set(architectureOf(config).linears(config));
  const isTarget = (weight: string) =>
    targetModules.some(
      (target) => target === ALL_LINEAR || moduleOf(weight) === target || moduleOf(weight).endsWith(`.${target}`),
    );
  return [...parameterShapes(config).keys()].filter((weight) => linears.has(weight) && isTarget(weight));
}

/** Inputs and outputs of a linear layer. */
export function layerSides(config: ModelConfig, shape: readonly number[]): { inputs: number; outputs: number } {
  const [rows = 0, columns = 0] = shape;
  return architectureOf(config).linearInputs === 'rows'
    ? { inputs: rows, outputs: columns }
    : { inputs: columns, outputs: rows };
}

/** Where dropout draws from: what the step is, and what the run is. */
export const DRAWS = 'draws';

/** Only matrices beside the targets are trained, and what the head has besides the model: PEFT's `modules_to_save`. */
export function loraTuning(options: LoraOptions): Tuning {
  const { rank, alpha, dropout: probability, targetModules } = options;
  return {
    key: `lora ${JSON.stringify([rank, alpha, probability, targetModules])}`,
    trained(config, shapes) {
      const found = new Map<string, number[]>();
      for (const weight of adaptedWeights(config, targetModules)) {
        const { inputs, outputs } = layerSides(config, shapes.get(weight) ?? []);
        found.set(loraA(weight), [rank, inputs]);
        found.set(loraB(weight), [outputs, rank]);
      }
      const ofModel = parameterShapes(config);
      for (const [name, shape] of shapes) if (!ofModel.has(name)) found.set(name, [...shape]);
      return found;
    },
    /** B is 0, so that training begins with the base itself. A: PyTorch's `kaiming_uniform_` with a = √5, which is ±1/√in. */
    initial(name, shape, random) {
      const data = new Float32Array(tf.util.sizeFromShape([...shape]));
      const bound = 1 / Math.sqrt(shape[1] as number);
      if (name.endsWith('.lora_A.weight'))
        for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * bound;
      return data;
    },
    draws: new Map(probability > 0 ? [[DRAWS, { dtype: 'int32', shape: [2] }]] : []),
    drawsOf: (seed, microBatch) => (probability > 0 ? { [DRAWS]: Int32Array.of(microBatch, seed) } : {}),
    effective(config, tensors, inputs) {
      const seed = probability > 0 ? inputs?.get(DRAWS) : undefined;
      for (const [index, weight] of adaptedWeights(config, targetModules).entries()) {
        const [A, B] = [parameter(tensors, loraA(weight)), parameter(tensors, loraB(weight))];
        placeBeside(parameter(tensors, weight), (x) => {
          const seen = seed ? dropout(x, probability, seed, index) : x;
          const inner = tf.mul(tf.matMul(seen, A, false, true), alpha / rank); // N r
          return tf.matMul(inner, B, false, true);
        });
      }
      return tensors;
    },
  };
}

/** The numbers of W + α/r · B·A, in the place of those of W. `data` is changed. */
export function mergeLora(
  config: ModelConfig,
  shape: readonly number[],
  data: Float32Array,
  { A, B }: { A: Float32Array; B: Float32Array },
  { rank, alpha }: Pick<LoraOptions, 'rank' | 'alpha'>,
): Float32Array {
  const { inputs, outputs } = layerSides(config, shape);
  const [nextInput, nextOutput] = architectureOf(config).linearInputs === 'rows' ? [outputs, 1] : [1, inputs];
  const scale = alpha / rank;
  for (let output = 0; output < outputs; output++) {
    for (let r = 0; r < rank; r++) {
      const factor = scale * (B[output * rank + r] as number);
      if (factor === 0) continue;
      for (let input = 0; input < inputs; input++) {
        const at = output * nextOutput + input * nextInput;
        data[at] = (data[at] as number) + factor * (A[r * inputs + input] as number);
      }
    }
  }
  return data;
}

/** Reads a base as it is with an adapter's tensors merged into it: what decodes and exports as any model. */
export function mergedWeights(
  config: ModelConfig,
  base: { read(name: string): Promise<Float32Array> },
  adapter: ReadonlyMap<string, Float32Array>,
  options: LoraOptions,
): (name: string) => Promise<Float32Array> {
  const shapes = parameterShapes(config);
  return async (name) => {
    const [A, B] = [adapter.get(loraA(name)), adapter.get(loraB(name))];
    const data = await base.read(name);
    return A && B ? mergeLora(config, shapes.get(name) ?? [], data, { A, B }, options) : data;
  };
}
