import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { Random } from '../random.ts';
import { gelu, geluNew } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import { conv1d } from './linear.ts';
import { crossEntropy, rmsNorm, rotate, swiglu } from './operations.ts';
import { rotaryFrequencies, rotaryTables } from './rotary.ts';

beforeAll(() => useEngine('wasm'));

function filled(shape: number[], seed: number): tf.Tensor {
  const random = new Random(seed);
  return tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
}

/** Compares the gradient of Σ f(inputs)·c with central differences, element by element. */
function checkGradient(operation: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): void {
  const output = operation(...inputs);
  const mix = filled(output.shape, 99);
  const scalar = (...args: tf.Tensor[]) => tf.sum(tf.mul(operation(...args), mix));
  const gradients = tf.grads(scalar)(inputs);
  const step = 1e-2;
  for (const [index, input] of inputs.entries()) {
    const values = Array.from(input.dataSync());
    const found = Array.from((gradients[index] as tf.Tensor).dataSync());
    for (let element = 0; element < values.length; element += Math.max(1, Math.floor(values.length / 7))) {
      const at = (delta: number) => {
        const moved = values.map((value, other) => (other === element ? value + delta : value));
        const args = inputs.map((other, position) => (position === index ? tf.tensor(moved, input.shape) : other));
        return scalar(...args).dataSync()[0] as number;
      };
      const expected = (at(step) - at(-step)) / (2 * step);
      expect(found[element], `input ${index}, element ${element}`).toBeCloseTo(expected, 1);
    }
  }
}

describe('gradients written by hand equal numeric ones', () => {
  it('rmsNorm', () =>
    checkGradient((x, w) => rmsNorm(x as tf.Tensor, w as tf.Tensor, 1e-5), [filled([3, 8], 1), filled([8], 2)]));
  it('swiglu', () =>
    checkGradient((g, u) => swiglu(g as tf.Tensor, u as tf.Tensor), [filled([3, 8], 3), filled([3, 8], 4)]));
  it('layerNorm', () =>
    checkGradient(
      (x, w, b) => layerNorm(x as tf.Tensor, w as tf.Tensor, b as tf.Tensor, 1e-5),
      [filled([3, 8], 7), filled([8], 8), filled([8], 9)],
    ));
  it('gelu', () => checkGradient((x) => gelu(x as tf.Tensor), [filled([3, 8], 14)]));
  it('geluNew', () => checkGradient((x) => geluNew(x as tf.Tensor), [filled([3, 8], 10)]));
  it('conv1d', () =>
    checkGradient(
      (x, w, b) => conv1d(x as tf.Tensor, w as tf.Tensor, b as tf.Tensor),
      [filled([3, 4], 11), filled([4, 6], 12), filled([6], 13)],
    ));
  it('rotate', () => {
    const { key } = rotaryTables(12, rotaryFrequencies(4, 10000));
    const [cos, sin] = [tf.slice(key.cos, 0, 3), tf.slice(key.sin, 0, 3)];
    checkGradient((x) => rotate(x as tf.Tensor, cos, sin), [filled([1, 2, 3, 4], 5)]);
  });
  it('crossEntropy', () => {
    const targets = tf.tensor1d([4, 0, 2], 'int32');
    const weights = tf.tensor1d([0.5, 0, 0.5]);
    checkGradient((z) => crossEntropy(z as tf.Tensor, targets, weights), [filled([3, 6], 6)]);
  });
});

describe('values equal those of PyTorch', () => {
  const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
  it('layerNorm', () => {
    const found = values(
      layerNorm(tf.tensor2d([[1, 2, 4, 9]]), tf.tensor1d([1, 2, 1, 1]), tf.tensor1d([0, 0, 1, 0]), 1e-5),
    );
    for (const [index, expected] of [-0.973328, -1.2977707, 1, 1.6222134].entries())
      expect(found[index]).toBeCloseTo(expected, 5);
  });
  it('geluNew', () => {
    const found = values(geluNew(tf.tensor1d([-3, -1, -0.1, 0, 0.5, 2])));
    for (const [index, expected] of [-0.0036374, -0.158808, -0.0460172, 0, 0.345714, 1.9545977].entries())
      expect(found[index]).toBeCloseTo(expected, 5);
  });
});

describe('cross-entropy', () => {
  it('is the mean of −log p over the weighted targets', () => {
    const z = [1, 2, 3, 0.5, -1, 4];
    const loss = crossEntropy(tf.tensor2d(z, [2, 3]), tf.tensor1d([2, 0], 'int32'), tf.tensor1d([0.5, 0.5]));
    const minusLog = (row: number[], target: number) =>
      Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - (row[target] as number);
    const expected = (minusLog(z.slice(0, 3), 2) + minusLog(z.slice(3), 0)) / 2;
    expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
  });

  it('stays finite for huge logits', () => {
    const loss = crossEntropy(tf.tensor2d([1e4, -1e4], [1, 2]), tf.tensor1d([1], 'int32'), tf.tensor1d([1]));
    expect(loss.dataSync()[0]).toBeCloseTo(2e4, 0);
  });
});
