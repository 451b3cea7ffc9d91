import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Shapes } from '../architectures/architecture.ts';
import { parameterShapes } from '../architectures/model.ts';
import type { Parameters } from '../architectures/parameters.ts';
import type { InputValues, TensorSpec, Tensors } from '../program/program.ts';
import type { Random } from '../random.ts';

/** Weights that training starts from, as far as training has to know them. */
export interface BaseWeights {
  /** Tells bases from one another: a run goes on with the one that it was started with. SHA-256, in hexadecimal digits. */
  readonly sha256: string;
  /** A parameter's numbers by its Hugging Face name, row by row; fresh memory, which is the caller's. */
  read(name: string): Promise<Float32Array>;
  /** What there is of it; the body's parameters are in any case. An encoder may bring a pooler along. */
  readonly tensors?: Shapes;
}

/**
 * What of a model is trained, and how what is trained makes the model. The trained tensors are the state of a program; all others are given
 * to it once.
 */
export interface Tuning {
  /** Tells programs with this tuning from others; `null` for what there was before there were several. */
  readonly key: string | null;
  /**
   * What is trained of a model whose parameters, the head's included, have these names and shapes: in a fixed order, and under the names
   * that PEFT gives to what it adds.
   */
  trained(config: ModelConfig, shapes: Shapes): Map<string, number[]>;
  /** Fresh values of a trained tensor that is no parameter of the model. */
  initial(name: string, shape: readonly number[], random: Random): Float32Array;
  /** What a step is told besides its batch: where it draws from. */
  readonly draws: ReadonlyMap<string, TensorSpec>;
  /** Their values for a micro-batch of a run, by its number. The same ones whether or not the run was broken off before. */
  drawsOf(seed: number, microBatch: number): InputValues;
  /**
   * The model's parameters, from all of a program's tensors.
   *
   * @param inputs with `draws`; `null` outside of training
   */
  effective(config: ModelConfig, tensors: Tensors, inputs: Tensors | null): Parameters;
}

/** All parameters are trained. */
export const fullTuning: Tuning = {
  key: null,
  trained: (_, shapes) => new Map(Array.from(shapes, ([name, shape]) => [name, [...shape]])),
  initial(name) {
    throw new Error(`${name} is no parameter of the model`);
  },
  draws: new Map(),
  drawsOf: () => ({}),
  effective: (_, tensors) => tensors,
};

/** What stands on the body is trained, and nothing of the body. */
export const frozenTuning: Tuning = {
  ...fullTuning,
  key: 'frozen',
  trained(config, shapes) {
    const ofBody = parameterShapes(config);
    return new Map(
      Array.from(shapes).flatMap(([name, shape]) => (ofBody.has(name) ? [] : [[name, [...shape]] as const])),
    );
  },
};
