import type * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { MeasureRecord, Measures } from '../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../shared/domain/runs/run.ts';
import type { Tables } from '../architectures/architecture.ts';
import type { Parameters, Weights } from '../architectures/parameters.ts';
import type { PaddedTexts } from '../architectures/textStates.ts';
import type { Program, ProgramDefinition, TensorSpec, Tensors } from '../program/program.ts';
import type { Random, RandomState } from '../random.ts';

/*
 * All that training knows of what is learned. A task hands in its head, its batches and its measures; how steps are taken, when models are
 * evaluated and what is kept is the same for all of them.
 */

/** B examples. Each target counts (`weights` 1) or does not (0). */
export interface Batch {
  /** What the head reads besides the weights, by name. */
  values: Readonly<Record<string, Int32Array | Float32Array>>;
  /** One number a target. */
  weights: Float32Array;
  /** Place of the first target in the corpus, where the batch is a stretch of it. */
  start?: number;
  /** Place of each target in the corpus, where it is none: negative for what is filled up. */
  places?: Int32Array;
  /** Tokens of a row, where these are fewer than the program's longest: one of `TrainingTask.shorterRows`. */
  rowTokens?: number;
  /** Tokens of texts that it has, where rows are filled up with padding. */
  textTokens?: number;
}

/** Where in the endless stream of examples a run is. Small, and enough to go on from. */
export interface BatchPosition {
  /** Of the generator that shuffles, before it shuffled this epoch. */
  random: RandomState;
  epoch: number;
  /** Place in this epoch's order. */
  document: number;
  /** Tokens of that document that were read. */
  token: number;
}

/** Batches without end, each with a target at least. */
export interface BatchSource extends Iterator<Batch, never> {
  next(): { done: false; value: Batch };
  readonly position: BatchPosition;
}

/** Rows of a micro-batch and tokens of a row: `[B, T]`. */
export interface BatchShape {
  batchSize: number;
  contextLength: number;
}

export interface HeadAtWork {
  /** Mean loss in nats, of weights that sum to 1 over the targets of a step. */
  loss(parameters: Parameters, inputs: Tensors): tf.Scalar;
  /** What each target adds to it, and what else an evaluation is to tell, by name. */
  evaluate(parameters: Parameters, inputs: Tensors): { losses: tf.Tensor; outputs?: ReadonlyMap<string, tf.Tensor> };
}

/** Several whole texts, as a program of others gives them. */
export interface WholeTexts extends Required<PaddedTexts> {
  /** The place of each text's last token among all B·T, `[B]`, int32. */
  last: tf.Tensor1D;
}

/** What stands on the body of a model: which parameters there are in all, and what a batch loses with them. Pure functions. */
export interface Head {
  /** Tells programs with this head from others. */
  readonly name: string;
  /** How Hugging Face's classes with this head end; the body's own class has it where this is left out. */
  readonly classSuffix?: string;
  /** What PEFT calls an adapter of a model with this head; left out, it goes by what stands on the body. */
  readonly peftTask?: string;
  /** Names and shapes of all parameters, body and head, in a fixed order. */
  shapes(config: ModelConfig): Map<string, number[]>;
  initial(config: ModelConfig, seed: number): Weights;
  /**
   * What the model makes of one text, `[1, N]`: scores of the token that follows it, of each label.
   *
   * @param ids `[1, T]`, int32
   */
  scores(config: ModelConfig, parameters: Parameters, tables: Tables, ids: tf.Tensor2D): tf.Tensor;
  /** Of a head that reads whole texts: what it makes of several, `[B, N]`, and what programs of others call that. */
  whole?: {
    output: 'logits' | 'sentence_embedding';
    scores(config: ModelConfig, parameters: Parameters, tables: Tables, texts: WholeTexts): tf.Tensor;
  };
  /** Of `Batch.values` and `weights`. */
  inputs(shape: BatchShape): Map<string, TensorSpec>;
  /**
   * The head at work, in the midst of a computation: what depends on no parameter (tables of positions) is made here, outside of gradients.
   */
  on(config: ModelConfig): HeadAtWork;
  /** Further state and methods of the program that trains: what the task's measures run between two steps. */
  further?(config: ModelConfig): ProgramDefinition;
  /** A batch of random numbers, to see what a step takes. */
  randomBatch(config: ModelConfig, shape: BatchShape, random: Random): Batch;
}

/** Told of each batch of an evaluation what its targets cost, in nats and 0 where they do not count, and what the head's `evaluate` adds. */
export type OnLosses = (
  batch: Batch,
  losses: Float32Array,
  outputs: ReadonlyMap<string, Float32Array | Int32Array>,
) => void;

/** What an evaluation along the way or the last one gathers. */
export interface Gathering {
  onLosses: OnLosses;
}

/**
 * How good the model is at its own task, while it trains and in the end. Has draws of its own and changes none of the state that training
 * goes on from.
 */
export interface TaskMeter<G extends Gathering = Gathering> {
  /** To be told of the losses of an evaluation; `undefined` where nothing is measured. */
  gather(): G | undefined;
  /** @param withSamples whether there is time to write texts */
  alongTheWay(
    gathered: G | undefined,
    withSamples: boolean,
  ): Promise<{ metrics: Measures; samples: Omit<Sample, 'step'>[] }>;
  /** Of the model that is kept. */
  atTheEnd(gathered: G | undefined, trainingMs: number): Promise<MeasureRecord | null>;
}

/** One run's task: its data, and what is made of it. */
export interface TrainingTask {
  readonly head: Head;
  /** Tokens of the rows that batches may have besides the longest, ascending. A program has methods for each. */
  readonly shorterRows?: readonly number[];
  /** From a seed, or from where another run stopped. */
  batches(from: number | BatchPosition): BatchSource;
  /** The validation split once, in its own order, without batches that have no target. */
  readonly validation: readonly Batch[];
  /** The test split; looked at once, after the end. `null` where there is none. */
  readonly test: { readonly size: number; batches(): Iterable<Batch> } | null;
  /** @param isPaused asked along the way: whoever pauses or closes the studio does not wait for measures */
  meter(program: Program, isPaused: () => boolean): TaskMeter;
}

/** Number of targets that count. */
export function countTargets({ weights }: Batch): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** The method of a `trainingProgram` for batches with rows of so many tokens; for the longest where nothing is said. */
export const methodFor = (name: TrainingMethod, { rowTokens }: { rowTokens?: number | undefined }): string =>
  rowTokens === undefined ? name : `${name}_of_${rowTokens}`;

export type TrainingMethod = 'step' | 'accumulate' | 'evaluate';

/** A batch as the inputs of a `trainingProgram`. `allTargets` (at least 1) counts those of the whole step, over which the weights sum to 1. */
export function batchInputs({ values, weights }: Batch, allTargets: number) {
  const scale = 1 / allTargets;
  return { ...values, weights: weights.map((weight) => weight * scale) };
}
