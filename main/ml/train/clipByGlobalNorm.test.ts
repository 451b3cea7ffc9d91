import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { clipByGlobalNorm } from './clipByGlobalNorm.ts';

beforeAll(() => useEngine('wasm'));

test('clips by the joint norm and leaves small gradients alone', async () => {
  const gradients = new Map<string, tf.Tensor>([
    ['a', tf.tensor1d([3])],
    ['b', tf.tensor1d([4])],
  ]);
  const value = async (scalar: tf.Scalar) => (await scalar.data())[0];
  const clipped = clipByGlobalNorm(gradients, 1);
  expect(await value(clipped.norm)).toBeCloseTo(5, 5);
  expect(await value(clipped.scale)).toBeCloseTo(0.2, 5);
  expect(await value(clipByGlobalNorm(gradients, 10).scale)).toBe(1);
});
