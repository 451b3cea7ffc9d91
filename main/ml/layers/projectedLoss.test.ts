import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { Random } from '../random.ts';
import { linear } from './linear.ts';
import { crossEntropy, tokenLosses } from './operations.ts';
import { partsOf, projectedCrossEntropy, projectedTokenLosses } from './projectedLoss.ts';

beforeAll(() => useEngine('wasm'));

const filled = (shape: number[], seed: number, scale: number) => {
  const random = new Random(seed);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => (random.next() - 0.5) * scale),
    shape,
  );
};

it('only more scores than may be there at once are in parts, of one size where they can be', () => {
  expect(partsOf(2 ** 10, 2 ** 15)).toBeNull();
  expect(partsOf(1024, 40_000)).toEqual(new Array(8).fill(128));
  expect(partsOf(1031, 40_000)).toEqual([207, 207, 207, 207, 203]);
});

/** As many parts as `partsOf` makes of a vocabulary of 40,000, in less of one. */
const LIMITS = { most: 2 ** 15, part: 2 ** 13 };

/** More scores than may be there at once. */
it.each([
  ['parts of one size', 1024, 40],
  ['a smaller last part', 1031, 40],
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
    (h: tf.Tensor, w: tf.Tensor) => projectedCrossEntropy(h, w, targets, weights, LIMITS),
  ].map((loss) =>
    tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(loss as (...args: tf.Tensor[]) => tf.Scalar)([hidden, weight]);
      return [value, ...grads].map((tensor) => tensor.dataSync().slice() as Float32Array);
    }),
  );
  const losses = [
    tokenLosses(linear(hidden, weight), targets, weights),
    projectedTokenLosses(hidden, weight, targets, weights, LIMITS),
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
