import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { adamw, clipByGlobalNorm } from './optimizer.ts';

beforeAll(() => useEngine('wasm'));

describe('the optimizer', () => {
  const schedule = () => ({
    learningRate: tf.scalar(0.1),
    correction1: tf.scalar(0.1),
    correction2: tf.scalar(0.05),
    gradientScale: tf.scalar(1),
  });

  it('moves by the learning rate on the first step and decays matrices only', async () => {
    const parameters = new Map<string, tf.Tensor>([
      ['norm', tf.tensor1d([1, 1])],
      ['matrix', tf.tensor2d([2, 2], [1, 2])],
    ]);
    const gradients = new Map<string, tf.Tensor>([
      ['norm', tf.tensor1d([0.3, -5])],
      ['matrix', tf.tensor2d([0.3, -5], [1, 2])],
    ]);
    const optimizer = adamw(0.5);
    const { parameters: after } = optimizer.update(gradients, optimizer.init(parameters), parameters, schedule());
    const values = async (name: string) => Array.from(await (after.get(name) as tf.Tensor).data());
    const [norm, matrix] = [await values('norm'), await values('matrix')];
    expect(norm[0]).toBeCloseTo(0.9, 5);
    expect(norm[1]).toBeCloseTo(1.1, 5);
    // 2 − 0.1·(1 + 0.5·2) and 2 − 0.1·(−1 + 0.5·2)
    expect(matrix[0]).toBeCloseTo(1.8, 5);
    expect(matrix[1]).toBeCloseTo(2, 5);
  });

  it('clips by the joint norm and leaves small gradients alone', async () => {
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
});
