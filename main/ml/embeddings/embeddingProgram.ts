import type * as tf from '@tensorflow/tfjs-core';
import { contextOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import { tablesOf } from '../architectures/model.ts';
import { packedShapes } from '../architectures/packing.ts';
import { parameter } from '../architectures/parameters.ts';
import { type PaddedTexts, pooledVectors } from '../architectures/textStates.ts';
import type { Method, ProgramDefinition, Tensors } from '../program/program.ts';

/*
 * Texts as vectors: a body's states, pooled. Programs have fixed shapes, so there is a method for each of a few sizes of batches.
 * Shapes: B texts, T tokens of the longest, D model width.
 */

/** Tokens of the longest text of a batch: more steps where texts usually end. */
const LENGTHS = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048, 4096, 8192];
/** Texts of a batch, and tokens of all of them: longer texts come fewer at a time. */
const MOST_TEXTS = 32;
const MOST_TOKENS = 4096;

/** A size of batches. */
export interface BatchSize {
  texts: number;
  tokens: number;
}

/** Sizes for texts of up to `most` tokens, ascending; each with one for a text that comes alone. */
export function batchSizes(most: number): BatchSize[] {
  const lengths = [...LENGTHS.filter((tokens) => tokens < most), most];
  return lengths.flatMap((tokens) => {
    const texts = Math.max(1, Math.min(MOST_TEXTS, Math.floor(MOST_TOKENS / tokens)));
    return texts === 1 ? [{ texts, tokens }] : [1, texts].map((count) => ({ texts: count, tokens }));
  });
}

/** What the method for batches of a size is called. */
export const methodOf = ({ texts, tokens }: BatchSize): string => `embed_${texts}_of_${tokens}`;

/**
 * A program that makes vectors of texts of one size. Its constants are the model's packed parameters.
 *
 * @param pooling how the states of a text's tokens become one
 * @param sizes of batches, each with a method: see `methodOf`
 */
export function embeddingProgram(
  config: ModelConfig,
  pooling: Pooling,
  sizes: readonly BatchSize[],
): ProgramDefinition {
  return {
    key: `embedding ${JSON.stringify({ config, pooling, sizes })}`,
    state: new Map(),
    constants: new Map(
      Array.from(packedShapes(config), ([name, shape]) => [name, { shape, mayRound: false }] as const),
    ),
    methods: new Map(sizes.map((size) => [methodOf(size), embedMethod(config, pooling, size)])),
  };
}

function embedMethod(config: ModelConfig, pooling: Pooling, { texts: B, tokens: T }: BatchSize): Method {
  return {
    inputs: new Map([
      ['ids', { dtype: 'int32', shape: [B, T] }],
      ['lengths', { dtype: 'int32', shape: [B] }],
    ]),
    call: (inputs, state) => ({
      outputs: new Map([['vectors', pooledVectors(config, pooling, state, tablesOf(config), textsOf(inputs))]]),
    }),
  };
}

const textsOf = (inputs: Tensors): PaddedTexts => ({
  ids: parameter(inputs, 'ids') as tf.Tensor2D,
  lengths: parameter(inputs, 'lengths') as tf.Tensor1D,
});

/** Tokens of a text that count: the rest is left out. @param most what the model's files say; `null` for its context */
export const usedTokens = (config: ModelConfig, most: number | null): number =>
  Math.min(contextOf(config), most ?? contextOf(config));
