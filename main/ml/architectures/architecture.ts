import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { AttentionRows, AttentionTraits } from '../layers/cachedAttention.ts';
import type { Parameters } from './parameters.ts';

/** Names and shapes, in a fixed order. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** What a fresh parameter is filled with: one number, or normally distributed ones around 0. */
export type Initial = { constant: number } | { deviation: number };

/** Tensors that follow from the configuration alone, by name. */
export type Tables = ReadonlyMap<string, tf.Tensor>;

/** Where the tokens of each text stand: one after another from a position on, or each at its own, `[B·T]` int32. */
export type Positions = { from: number } | { at: tf.Tensor };

/** Tokens of B texts, T of each. */
export interface BodyInput {
  /** `[B, T]`, int32. */
  ids: tf.Tensor2D;
  positions: Positions;
  /** Added to the scores `[B, H, T, S]`, so that none sees what comes later; `null` where there is nothing to hide. */
  mask: tf.Tensor | null;
  /**
   * For those that go on from a state: what was remembered under a name of the position before the first of these, `[B, K, C]`, and zeros where
   * a text begins with them; without it, or where it gives `null`, all texts do.
   */
  before?(name: string): tf.Tensor | null;
  /** Of an encoder: told the states `[B·T, D]` of each layer, by its place in transformers' `hidden_states`. */
  onStates?(place: number, states: tf.Tensor): void;
  /**
   * Where an engine turns, remembers and attends at once: the names under which a layer remembers keys and values, rows that are not
   * turned, and angles of all positions. Gives `[B·T, H·C]`; `null` where it cannot.
   */
  attend?(names: readonly [key: string, value: string], rows: AttentionRows, traits: AttentionTraits): tf.Tensor | null;
}

/**
 * Keeps what the model has to know of the new tokens under a name of its memory, `[B, K, T, C]`, and gives what it knows of all S
 * positions, these included: `[B, K, S, C]`.
 */
export type Remember = (name: string, fresh: tf.Tensor) => tf.Tensor;

/**
 * A model's body as pure functions of its parameters, which have Hugging Face's names and layouts. B batch, T time, D model width, S
 * positions of the context.
 */
export interface Architecture<C> {
  /** The model's parameters. A tied output projection is the embedding and has no entry. */
  shapes(config: C): Shapes;
  initial(config: C, name: string): Initial;
  /** The parameter `[V, D]` that gives the scores of all tokens: Hugging Face's `get_output_embeddings`. */
  output(config: C): string;
  /** The linear layers of the body, without the output projection: what PEFT means by `all-linear`. Names of their weights. */
  linears(config: C): readonly string[];
  /** The weights that take in what another layer gives, where a share of that may be dropped while it is trained. */
  layerInputs?(config: C): readonly string[];
  /** The weights of the layers whose outputs are dropped in part while all of it is trained: where BERT has `hidden_dropout_prob`. */
  blockOutputs?(config: C): readonly string[];
  /** What a weight of theirs has one for each input: PyTorch's `[out, in]` has columns, `Conv1D`'s `[in, out]` rows. */
  linearInputs: 'columns' | 'rows';
  /** Matrices `[out, in]` that multiply the same input, and their biases, by the name under which they may lie on top of one another: see `packing.ts`. */
  packs(config: C): ReadonlyMap<string, readonly string[]>;
  /** The caller disposes of them. */
  tables(config: C): Tables;
  /** What `forward` remembers of the texts that B streams are, `[B, K, S, C]` each: keys and values of each layer. */
  memory(config: C, streams: number): Shapes;
  /** Each position is computed from the state after the one before: several tokens are as many steps. */
  recurrent?: true;
  /** Hidden states after the last norm: `[B·T, D]`. An encoder remembers nothing, and its mask hides padding, not what comes later. */
  forward(config: C, parameters: Parameters, tables: Tables, input: BodyInput, remember: Remember): tf.Tensor;
  /** Of an encoder: the dense layer on the state of a text's first token. It is not the body's, and folders need not have it. */
  pooler?(config: C): Shapes;
  huggingface: HuggingFace<C>;
  /** Where llama.cpp's files can hold it. */
  gguf?: Gguf<C>;
  /** Where it can be written as one of them. */
  ggufWriting?: GgufWriting<C>;
}

/** A value of their metadata, and what it is written as. */
export type GgufField =
  | { uint32: number }
  | { int32: number }
  | { float32: number }
  | { bool: boolean }
  | { string: string }
  | { strings: readonly string[] }
  | { int32s: readonly number[] }
  | { float32s: readonly number[] };

/** How a model becomes one of llama.cpp's files: `Gguf` the other way round. */
export interface GgufWriting<C> {
  /** Their `general.architecture`, which may stand for several of those here. */
  architecture: string;
  /** Whether llama.cpp computes what the configuration says; where it is left out, it always does. */
  holds?(config: C): boolean;
  /** Metadata under the architecture's name. */
  fields(config: C): Record<string, GgufField>;
  /** The name of a parameter's tensor. */
  tensor(name: string): string;
  /** A parameter's numbers as the file has them, but for the order of its rows. `data` may be changed. */
  stored?(config: C, name: string, data: Float32Array): Float32Array;
  /** A linear layer's outputs in the order that they have there, and back: rows of its weight, and of what is added to that. */
  rows?: Readonly<Record<'stored' | 'restored', (config: C, name: string, data: Float32Array) => Float32Array>>;
  /** The shape in which a parameter lies in the file, where it is another one. */
  shape?(name: string, shape: readonly number[]): readonly number[];
  /** Tensors that follow from the configuration, by their names in the file. */
  more?(config: C): ReadonlyMap<string, Float32Array>;
}

/** What a GGUF says of a model: a value under the architecture's name, whether there is a tensor, the numbers of a small one. */
export interface GgufFacts {
  value(key: string): unknown;
  has(tensor: string): boolean;
  /** Of a tensor; 0 where it is not there. */
  rows(tensor: string): number;
  vocabSize: number;
  /** The factors by which rotary frequencies are divided, channel by channel; `null` where there are none. */
  ropeFactors: Float32Array | null;
}

/** What llama.cpp's files call it, and what they have differently. */
export interface Gguf<C> {
  /** Their `general.architecture`. */
  architecture: string;
  /** Their metadata in the words of `config.json`; tokens and types are filled in. */
  config(facts: GgufFacts): Record<string, unknown>;
  /** The name of a parameter's tensor. */
  tensor(name: string): string;
  /** A parameter's numbers as they are here. `data` may be changed. */
  restored?(config: C, name: string, data: Float32Array): Float32Array;
  /** The shape in which a parameter lies in the file, where it is another one. */
  shape?(name: string, shape: readonly number[]): readonly number[];
}

/** What folders of others have differently. */
export interface HuggingFace<C> {
  /** A `config.json` of any version of transformers, with all that the architecture is particular about checked. */
  config: z.ZodType<C>;
  /** What stands before the names of the body's parameters; a folder that was saved without a head leaves it out. */
  baseModelPrefix: string;
  /** What a parameter was called by early versions. */
  formerName?(name: string): string;
  /** The same model with a context that is not longer than some positions; `null` where its weights depend on it. */
  shortened(config: C, positions: number): C | null;
}
