import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { Random } from '../random.ts';
import { linear } from './linear.ts';
import { crossEntropy, tokenLosses } from './operations.ts';
import { projectedCrossEntropy, projectedTokenLosses } from './projectedLoss.ts';

beforeAll(() => useEngine('wasm'));

const filled = (shape: number[], seed: number, scale: number) => {
  const random = new Random(seed);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => (random.next() - 0.5) * scale),
    shape,
  );
};

/** More scores than may be there at once. */
it.each([
  ['parts of one size', 1024, 40_000],
  ['a smaller last part', 1031, 40_000],
])('%s: loss, gradients and losses of each row are those of all scores at once', (_, N, V) => {
  const D = 3;
  const [hidden, weight] = [filled([N, D], 1, 4), filled([V, D], 2, 4)];
  const targets = tf.tensor1d(
    Int32Array.from({ length: N }, (_, row) => (row * 7919) % V),
    'int32',
  );
  const weights = tf.tensor1d(Float32Array.from({ length: N }, (_, row) => (row % 3) / N));
  const [whole, inParts] = [
    (h: tf.Tensor, w: tf.Tensor) => crossEntropy(linear(h, w), targets, weights),
    (h: tf.Tensor, w: tf.Tensor) => projectedCrossEntropy(h, w, targets, weights),
  ].map((loss) =>
    tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(loss as (...args: tf.Tensor[]) => tf.Scalar)([hidden, weight]);
      return [value, ...grads].map((tensor) => tensor.dataSync().slice() as Float32Array);
    }),
  );
  const losses = [
    tokenLosses(linear(hidden, weight), targets, weights),
    projectedTokenLosses(hidden, weight, targets, weights),
  ];
  const [own, theirs] = losses.map((tensor) => tensor.dataSync() as Float32Array) as [Float32Array, Float32Array];
  const furthest = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] as number))), 0);
  for (const [index, expected] of (whole ?? []).entries()) {
    const found = inParts?.[index] as Float32Array;
    expect(found).toHaveLength(expected.length);
    expect(furthest(expected, found), `value ${index}`).toBeLessThan(1e-5);
  }
  expect(furthest(own, theirs)).toBeLessThan(1e-6);
  expect(Math.max(...own)).toBeGreaterThan(1e-3);
});
