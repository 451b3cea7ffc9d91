import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { OptimizerName } from '../../../shared/domain/runs/settings.ts';
import type { TrainingSettings } from '../../../shared/domain/runs/training.ts';
import type { Shapes } from '../architectures/architecture.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import { recomputingLayers } from '../layers/recompute.ts';
import type { Constant, Method, ProgramDefinition, TensorSpec, Tensors } from '../program/program.ts';
import { fullTuning, type Tuning } from '../tuning/tuning.ts';
import { clipByGlobalNorm } from './clipByGlobalNorm.ts';
import { DEFAULT_OPTIMIZER, optimizerOf, optimizerState } from './optimizers/index.ts';
import { type BatchShape, type Head, methodFor } from './task.ts';

/*
 * Training as a program: its state holds what is trained under its own names, what the optimizer keeps, the gradients summed up so far
 * (where a step has several micro-batches) and what the head has further. Parameters that are not trained are constants of it. Batches and
 * the schedule's numbers come in; the loss comes out.
 */

export interface TrainingShape extends BatchShape {
  config: ModelConfig;
  gradientAccumulationSteps: number;
  weightDecay: number;
  maxGradNorm: number;
  /** Of a layer only the input is kept until its gradient is due: less memory, a third more to compute. */
  gradientCheckpointing?: true;
  /** The default one where nothing is said. */
  optim?: OptimizerName;
}

/** The shape that settings give to the training of a model. */
export const trainingShape = (config: ModelConfig, settings: TrainingSettings): TrainingShape => ({
  config,
  batchSize: settings.per_device_train_batch_size,
  contextLength: settings.context_length,
  gradientAccumulationSteps: settings.gradient_accumulation_steps,
  weightDecay: settings.weight_decay,
  maxGradNorm: settings.max_grad_norm,
  ...(settings.gradient_checkpointing && { gradientCheckpointing: true }),
  ...(settings.optim !== DEFAULT_OPTIMIZER && { optim: settings.optim }),
});

const gradientSum = (name: string) => `gradient.${name}`;

/** The state that training goes on from, with its shapes: what is trained, and what the optimizer keeps of it. */
export const trainedState = (trained: Shapes, optim: OptimizerName): Map<string, readonly number[]> =>
  new Map([...trained, ...optimizerState(optim, trained)]);

/**
 * Methods `step`, `evaluate`, `accumulate` (with several micro-batches), by `methodFor` for batches of shorter rows as well, and those that the
 * head has further.
 */
export function trainingProgram(
  shape: TrainingShape,
  head: Head,
  tuning: Tuning = fullTuning,
  shorterRows: readonly number[] = [],
): ProgramDefinition {
  const shapes = head.shapes(shape.config);
  const trained = tuning.trained(shape.config, shapes);
  const further = head.further?.(shape.config);
  const accumulates = shape.gradientAccumulationSteps > 1;
  const learning = { shape, head, tuning, names: [...trained.keys()] };
  const also = [...(tuning.key === null ? [] : [tuning.key]), ...shorterRows.map((tokens) => `rows of ${tokens}`)];
  const constants = new Map<string, Constant>();
  for (const [name, sides] of shapes) {
    // Matrices are rounded when they are multiplied; all else is not.
    if (!trained.has(name)) constants.set(name, { shape: sides, mayRound: sides.length > 1 });
  }
  return {
    key: [`training ${head.name} ${JSON.stringify(shape)}`, ...also].join(' '),
    state: new Map<string, readonly number[]>([
      ...trainedState(trained, shape.optim ?? DEFAULT_OPTIMIZER),
      ...(accumulates ? Array.from(trained, ([name, sides]) => [gradientSum(name), sides] as const) : []),
      ...(further?.state ?? []),
    ]),
    ...(shorterRows.length > 0 && { takesTurns: true }),
    ...(further?.later && { later: further.later }),
    ...(constants.size > 0 && { constants }),
    methods: new Map([
      ...[undefined, ...shorterRows].flatMap((rowTokens) => {
        const own = rowTokens === undefined ? learning : { ...learning, shape: { ...shape, contextLength: rowTokens } };
        return [
          [methodFor('step', { rowTokens }), stepMethod(own, accumulates)],
          [methodFor('evaluate', { rowTokens }), withTuning(evaluateMethod(own.shape, head), own)],
          ...(accumulates ? [[methodFor('accumulate', { rowTokens }), accumulateMethod(own)] as const] : []),
        ] as const;
      }),
      ...Array.from(further?.methods ?? [], ([name, method]) => {
        const own = constants.size > 0 ? { ...method, mayRound: true } : method;
        return [name, withTuning(own, learning)] as const;
      }),
    ]),
  };
}

/** What is learned, and how. */
interface Learning {
  shape: TrainingShape;
  head: Head;
  tuning: Tuning;
  /** Of what is trained. */
  names: readonly string[];
}

/** A method of the model's parameters as one of what is trained. */
const withTuning = (method: Method, { shape, tuning }: Learning): Method => ({
  ...method,
  call: (inputs, state) => method.call(inputs, tuning.effective(shape.config, state, null)),
});

/** The last micro-batch of a step and the optimizer's update. Gives `[loss, gradient norm]`; both count all micro-batches. */
function stepMethod(learning: Learning, accumulates: boolean): Method {
  const { shape, head, tuning, names } = learning;
  const { optim = DEFAULT_OPTIMIZER } = shape;
  const optimizer = optimizerOf(optim, shape.weightDecay);
  const factors = Object.keys(optimizer.factors(1));
  const scalar: TensorSpec = { dtype: 'float32', shape: [] };
  return {
    mayRound: true,
    inputs: new Map([
      ...head.inputs(shape),
      ...tuning.draws,
      ['learningRate', scalar],
      ...factors.map((name) => [name, scalar] as const),
      ['lossBefore', scalar],
    ]),
    call(inputs, state) {
      const parameters = only(state, names);
      const { loss, gradients: own } = learn(learning, state, inputs);
      const gradients = accumulates ? addTo(state, own) : own;
      const { norm, scale: gradientScale } = clipByGlobalNorm(gradients, shape.maxGradNorm);
      const learningRate = parameter(inputs, 'learningRate') as tf.Scalar;
      const updated = optimizer.update({
        ...{ parameters, gradients, gradientScale, learningRate, state },
        factors: only(inputs, factors),
      });
      const report = tf.stack([tf.add(loss, parameter(inputs, 'lossBefore')), norm]);
      return {
        outputs: new Map([['report', report]]),
        state: new Map([
          ...updated.parameters,
          ...updated.state,
          ...(accumulates ? renamed(mapTensors(own, tf.zerosLike), gradientSum) : []),
        ]),
      };
    },
  };
}

/** A micro-batch that is not the last of its step. */
function accumulateMethod(learning: Learning): Method {
  const { shape, head, tuning } = learning;
  return {
    mayRound: true,
    inputs: new Map([...head.inputs(shape), ...tuning.draws]),
    call(inputs, state) {
      const { loss, gradients } = learn(learning, state, inputs);
      return { outputs: new Map([['loss', loss]]), state: renamed(addTo(state, gradients), gradientSum) };
    },
  };
}

/** Weighted loss of a batch, without gradients, what each target adds to it, and what the head tells besides. */
export function evaluateMethod(shape: BatchShape & Pick<TrainingShape, 'config'>, head: Head): Method {
  return {
    mayRound: true,
    inputs: head.inputs(shape),
    call: (inputs, state) => {
      const { losses, outputs } = head.on(shape.config).evaluate(state, inputs);
      return {
        outputs: new Map<string, tf.Tensor>([['loss', tf.sum(losses)], ['losses', losses], ...(outputs ?? [])]),
      };
    },
  };
}

/** The loss of a batch and its gradients by the names of what is trained. */
function learn({ shape, head, tuning, names }: Learning, state: Tensors, inputs: Tensors) {
  const { config } = shape;
  const trained = only(state, names);
  const compute = () =>
    lossAndGradients(head, config, trained, inputs, (given) =>
      tuning.effective(config, new Map([...state, ...given]), inputs),
    );
  return shape.gradientCheckpointing ? recomputingLayers(trained, compute) : compute();
}

/**
 * The loss of a batch and its gradients by parameter name.
 *
 * @param effective the model's parameters, where those that gradients are wanted of are not all or not the model's
 */
export function lossAndGradients(
  head: Head,
  config: ModelConfig,
  parameters: Parameters,
  inputs: Tensors,
  effective: (given: Parameters) => Parameters = (given) => given,
): { loss: tf.Scalar; gradients: Parameters } {
  const atWork = head.on(config);
  const names = [...parameters.keys()];
  const loss = (...weights: tf.Tensor[]) =>
    atWork.loss(effective(new Map(names.map((name, index) => [name, weights[index] as tf.Tensor]))), inputs);
  const { value, grads } = tf.valueAndGrads(loss)([...parameters.values()]);
  return {
    loss: value as tf.Scalar,
    gradients: new Map(names.map((name, index) => [name, grads[index] as tf.Tensor])),
  };
}

const only = (state: Tensors, names: readonly string[]): Parameters =>
  new Map(names.map((name) => [name, parameter(state, name)]));

const renamed = (tensors: Tensors, stateName: (name: string) => string): Map<string, tf.Tensor> =>
  new Map(Array.from(tensors, ([name, tensor]) => [stateName(name), tensor]));

const addTo = (state: Tensors, gradients: Parameters): Parameters =>
  new Map(Array.from(gradients, ([name, gradient]) => [name, tf.add(parameter(state, gradientSum(name)), gradient)]));

const mapTensors = (tensors: Tensors, change: (tensor: tf.Tensor) => tf.Tensor): Map<string, tf.Tensor> =>
  new Map(Array.from(tensors, ([name, tensor]) => [name, change(tensor)]));
