import type * as tf from '@tensorflow/tfjs-core';
import { bodyOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { parameter } from '../architectures/parameters.ts';
import type { TensorSpec, Tensors } from '../program/program.ts';
import type { WholeTexts } from './task.ts';

/** What is added to scores of attention for a token that nothing looks at. */
export const HIDDEN = -1e9;

/**
 * Inputs of a method that reads whole texts of any length: `mask` `[B, 1, T or 1, T]`, what is added to scores of attention, by token of a
 * decoder; `lengths` `[B]`; `last` `[B]`, the places of the texts' last tokens.
 */
export const wholeTextInputs = (config: ModelConfig, { B, T }: { B: number; T: number }): Map<string, TensorSpec> =>
  new Map([
    ['ids', { dtype: 'int32', shape: [B, T] }],
    ['positions', { dtype: 'int32', shape: [B * T] }],
    ['mask', { dtype: 'float32', shape: [B, 1, bodyOf(config) === 'decoder' ? T : 1, T] }],
    ['lengths', { dtype: 'float32', shape: [B] }],
    ['last', { dtype: 'int32', shape: [B] }],
  ]);

/** These inputs as a head reads them. */
export const wholeTextsIn = (inputs: Tensors): WholeTexts => ({
  ids: parameter(inputs, 'ids') as tf.Tensor2D,
  lengths: parameter(inputs, 'lengths') as tf.Tensor1D,
  last: parameter(inputs, 'last') as tf.Tensor1D,
  seen: { positions: { at: parameter(inputs, 'positions') }, mask: parameter(inputs, 'mask') },
});
