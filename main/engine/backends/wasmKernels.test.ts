import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useEngine } from '../testing.ts';

const { describe } = await useEngine('wasm');

describe('WASM backend', () => {
  let tensorsBefore = 0;
  beforeEach(() => {
    tensorsBefore = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

  test('is really the one that computes', () => expect(tf.getBackend()).toBe('wasm'));

  test('unsortedSegmentSum adds rows by segment and drops ids outside', () => {
    const sums = tf.tidy(() =>
      tf
        .unsortedSegmentSum(
          tf.tensor2d([1, 2, 10, 20, 100, 200, 1000, 2000, 5, 5], [5, 2]),
          tf.tensor1d([2, 0, 2, -1, 3], 'int32'),
          3,
        )
        .arraySync(),
    );
    expect(sums).toEqual([
      [10, 20],
      [0, 0],
      [101, 202],
    ]);
  });

  test('unsortedSegmentSum starts from zero in memory that was used before', () => {
    for (let i = 0; i < 3; i++) {
      const sums = tf.tidy(() => {
        tf.fill([4, 3], 7).dispose();
        return tf.unsortedSegmentSum(tf.ones([2, 3]), tf.tensor1d([1, 1], 'int32'), 4).arraySync();
      });
      expect(sums).toEqual([
        [0, 0, 0],
        [2, 2, 2],
        [0, 0, 0],
        [0, 0, 0],
      ]);
    }
  });

  test('the gradient of an embedding lookup equals finite differences', () => {
    const ids = [3, 1, 3, 0];
    const values = Array.from({ length: 10 }, (_, i) => Math.sin(i + 1));
    const loss = (table: tf.Tensor2D) => {
      const rows = tf.gather(table, tf.tensor1d(ids, 'int32'));
      return tf.sum(tf.mul(tf.square(rows), tf.tensor2d([1, 2, 3, 4], [4, 1]))) as tf.Scalar;
    };
    const lossOf = (changed: number[]) => tf.tidy(() => loss(tf.tensor2d(changed, [5, 2])).dataSync()[0] as number);
    const gradient = tf.tidy(() => [
      ...tf
        .grad((x) => loss(x as tf.Tensor2D))(tf.tensor2d(values, [5, 2]))
        .dataSync(),
    ]);

    const step = 1e-2;
    const differences = values.map((_, i) => {
      const shifted = (by: number) => lossOf(values.map((value, at) => (at === i ? value + by : value)));
      return (shifted(step) - shifted(-step)) / (2 * step);
    });
    for (const [i, difference] of differences.entries()) expect(gradient[i]).toBeCloseTo(difference, 2);
    // Row 4 is never looked up, and row 3 twice.
    expect(gradient.slice(8)).toEqual([0, 0]);
    expect(gradient[6]).toBeCloseTo(2 * (1 + 3) * (values[6] as number), 4);
  });
});
