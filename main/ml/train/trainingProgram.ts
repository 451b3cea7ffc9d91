import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { rotaryTables } from '../architectures/llama.ts';
import { type Parameters, parameter, parameterShapes } from '../architectures/parameters.ts';
import { textStreams } from '../measures/heldOutWriter.ts';
import type { Method, ProgramDefinition, TensorSpec, Tensors } from '../program/program.ts';
import { decoderMethods } from '../sample/decoderProgram.ts';
import { adamw, clipByGlobalNorm, type Schedule } from './optimizer.ts';
import { type BatchTensors, batchGradients, batchLosses } from './trainStep.ts';

/*
 * Training as a program: its state holds the parameters under their own names, the optimizer's moments, the gradients summed up so far
 * (where a step has several micro-batches) and a cache for sample texts. Batches and the schedule's numbers come in; the loss comes out.
 */

export interface TrainingShape {
  config: LlamaConfig;
  /** B and T: rows of a micro-batch and tokens of a row. */
  batchSize: number;
  contextLength: number;
  gradientAccumulationSteps: number;
  weightDecay: number;
  maxGradNorm: number;
}

export const firstMoment = (name: string) => `first.${name}`;
export const secondMoment = (name: string) => `second.${name}`;
const gradientSum = (name: string) => `gradient.${name}`;

/** The state that training goes on from: parameters and both moments of their gradients. */
export function trainedState(config: LlamaConfig): string[] {
  const names = [...parameterShapes(config).keys()];
  return [...names, ...names.map(firstMoment), ...names.map(secondMoment)];
}

/** Methods `step`, `evaluate`, `accumulate` (with several micro-batches) and those of `decoderMethods` for `textStreams`. */
export function trainingProgram(shape: TrainingShape): ProgramDefinition {
  const shapes = parameterShapes(shape.config);
  const named = (name: (parameter: string) => string) =>
    Array.from(shapes, ([own, sides]) => [name(own), sides] as const);
  const decoding = decoderMethods(shape.config, textStreams(shape.config));
  const accumulates = shape.gradientAccumulationSteps > 1;
  return {
    key: `training ${JSON.stringify(shape)}`,
    state: new Map<string, readonly number[]>([
      ...shapes,
      ...named(firstMoment),
      ...named(secondMoment),
      ...(accumulates ? named(gradientSum) : []),
      ...decoding.state,
    ]),
    methods: new Map([
      ['step', stepMethod(shape, [...shapes.keys()], accumulates)],
      ['evaluate', evaluateMethod(shape)],
      ...(accumulates ? [['accumulate', accumulateMethod(shape, [...shapes.keys()])] as const] : []),
      ...decoding.methods,
    ]),
  };
}

/** The last micro-batch of a step and the optimizer's update. Gives `[loss, gradient norm]`; both count all micro-batches. */
function stepMethod(shape: TrainingShape, names: readonly string[], accumulates: boolean): Method {
  const optimizer = adamw(shape.weightDecay);
  const scalar: TensorSpec = { dtype: 'float32', shape: [] };
  return {
    mayRound: true,
    inputs: new Map([
      ...batchSpecs(shape),
      ['learningRate', scalar],
      ['correction1', scalar],
      ['correction2', scalar],
      ['lossBefore', scalar],
    ]),
    call(inputs, state) {
      const parameters = only(state, names);
      const { loss, gradients: own } = batchGradients(
        shape.config,
        parameters,
        rotaryTables(shape.config),
        batchOf(inputs),
      );
      const gradients = accumulates ? addTo(state, own) : own;
      const { norm, scale: gradientScale } = clipByGlobalNorm(gradients, shape.maxGradNorm);
      const schedule: Schedule = {
        learningRate: parameter(inputs, 'learningRate') as tf.Scalar,
        correction1: parameter(inputs, 'correction1') as tf.Scalar,
        correction2: parameter(inputs, 'correction2') as tf.Scalar,
      };
      const moments = { first: only(state, names, firstMoment), second: only(state, names, secondMoment) };
      const updated = optimizer.update(gradients, moments, parameters, { ...schedule, gradientScale });
      const report = tf.stack([tf.add(loss, parameter(inputs, 'lossBefore')), norm]);
      return {
        outputs: new Map([['report', report]]),
        state: new Map([
          ...updated.parameters,
          ...renamed(updated.state.first, firstMoment),
          ...renamed(updated.state.second, secondMoment),
          ...(accumulates ? renamed(mapTensors(own, tf.zerosLike), gradientSum) : []),
        ]),
      };
    },
  };
}

/** A micro-batch that is not the last of its step. */
function accumulateMethod(shape: TrainingShape, names: readonly string[]): Method {
  return {
    mayRound: true,
    inputs: batchSpecs(shape),
    call(inputs, state) {
      const tables = rotaryTables(shape.config);
      const { loss, gradients } = batchGradients(shape.config, only(state, names), tables, batchOf(inputs));
      return { outputs: new Map([['loss', loss]]), state: renamed(addTo(state, gradients), gradientSum) };
    },
  };
}

/** Weighted loss of a batch, without gradients, and what each target adds to it. */
export function evaluateMethod(shape: Pick<TrainingShape, 'config' | 'batchSize' | 'contextLength'>): Method {
  return {
    mayRound: true,
    inputs: batchSpecs(shape),
    call: (inputs, state) => {
      const losses = batchLosses(shape.config, state, rotaryTables(shape.config), batchOf(inputs));
      return {
        outputs: new Map<string, tf.Tensor>([
          ['loss', tf.sum(losses)],
          ['losses', losses],
        ]),
      };
    },
  };
}

function batchSpecs({
  batchSize: B,
  contextLength: T,
}: Pick<TrainingShape, 'batchSize' | 'contextLength'>): Map<string, TensorSpec> {
  return new Map([
    ['ids', { dtype: 'int32', shape: [B, T] }],
    ['targets', { dtype: 'int32', shape: [B * T] }],
    ['weights', { dtype: 'float32', shape: [B * T] }],
  ]);
}

const batchOf = (inputs: Tensors): BatchTensors => ({
  ids: parameter(inputs, 'ids') as tf.Tensor2D,
  targets: parameter(inputs, 'targets') as tf.Tensor1D,
  weights: parameter(inputs, 'weights') as tf.Tensor1D,
});

const only = (state: Tensors, names: readonly string[], stateName = (name: string) => name): Parameters =>
  new Map(names.map((name) => [name, parameter(state, stateName(name))]));

const renamed = (tensors: Tensors, stateName: (name: string) => string): Map<string, tf.Tensor> =>
  new Map(Array.from(tensors, ([name, tensor]) => [stateName(name), tensor]));

const addTo = (state: Tensors, gradients: Parameters): Parameters =>
  new Map(Array.from(gradients, ([name, gradient]) => [name, tf.add(parameter(state, gradientSum(name)), gradient)]));

const mapTensors = (tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Map<string, tf.Tensor> =>
  new Map(Array.from(tensors, ([name, tensor]) => [name, change(tensor)]));
