import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OptimizerName } from '../../../../shared/domain/runs/settings.ts';
import { useEngine } from '../../../engine/testing.ts';
import { optimizerFactors, optimizerOf, optimizerState } from './index.ts';

beforeAll(() => useEngine('wasm'));

const SHAPES = new Map([
  ['norm', [2]],
  ['matrix', [2, 3]],
]);
type Numbers = Record<'norm' | 'matrix', number[]>;
const tensors = (numbers: Numbers) =>
  new Map(Array.from(SHAPES, ([name, shape]) => [name, tf.tensor(numbers[name as keyof Numbers], shape)]));
const scalars = (numbers: Readonly<Record<string, number>>) =>
  new Map(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)]));

/** What the weights and what is kept of them are after a step on each of the gradients, at a rate of 0.1. */
async function after(
  optim: OptimizerName,
  gradients: readonly Numbers[],
  { weightDecay = 0, gradientScale = 1, weights = { norm: [1, 1], matrix: [2, 2, 2, 2, 2, 2] } as Numbers } = {},
): Promise<Record<string, number[]>> {
  const optimizer = optimizerOf(optim, weightDecay);
  const begin = Array.from(optimizerState(optim, SHAPES), ([name, shape]) => [name, tf.zeros([...shape])] as const);
  let [parameters, state] = [tensors(weights) as ReadonlyMap<string, tf.Tensor>, new Map<string, tf.Tensor>(begin)];
  for (const [index, numbers] of gradients.entries()) {
    const updated = optimizer.update({
      ...{ parameters, state, gradients: tensors(numbers), factors: scalars(optimizerFactors(optim, index + 1)) },
      ...{ learningRate: tf.scalar(0.1), gradientScale: tf.scalar(gradientScale) },
    });
    expect([...updated.state.keys()].sort()).toEqual([...state.keys()].sort());
    for (const [name, tensor] of updated.state) expect(tensor.shape, name).toEqual(state.get(name)?.shape);
    [parameters, state] = [updated.parameters, new Map(updated.state)];
  }
  const all = Array.from([...parameters, ...state], async ([name, tensor]) => [name, Array.from(await tensor.data())]);
  return Object.fromEntries(await Promise.all(all));
}

const close = (found: readonly number[] | undefined, expected: readonly number[], digits = 5) => {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(found?.[index], `[${index}]`).toBeCloseTo(value, digits);
};

const GRADIENTS: Numbers = { norm: [0.3, -5], matrix: [0.3, -5, 0.3, -5, 0.3, -5] };

describe('adamw', () => {
  test('moves by the learning rate on the first step and decays matrices only', async () => {
    const found = await after('adamw', [GRADIENTS], { weightDecay: 0.5 });
    close(found.norm, [0.9, 1.1]);
    // 2 − 0.1·(1 + 0.5·2) and 2 − 0.1·(−1 + 0.5·2)
    close(found.matrix, [1.8, 2, 1.8, 2, 1.8, 2]);
  });

  test('keeps two numbers of each weight', () => {
    expect([...optimizerState('adamw', SHAPES)]).toEqual([
      ['first.norm', [2]],
      ['second.norm', [2]],
      ['first.matrix', [2, 3]],
      ['second.matrix', [2, 3]],
    ]);
  });
});

describe('adafactor', () => {
  test('keeps a number of each row and column, and of each weight of a vector', async () => {
    expect([...optimizerState('adafactor', SHAPES)]).toEqual([
      ['exp_avg_sq.norm', [2]],
      ['exp_avg_sq_row.matrix', [2]],
      ['exp_avg_sq_col.matrix', [3]],
    ]);
    // All matrices of a stack have their own.
    expect([...optimizerState('adafactor', new Map([['stack', [4, 2, 3]]])).values()]).toEqual([
      [4, 2],
      [4, 3],
    ]);
    const { 'exp_avg_sq.norm': each, ...found } = await after('adafactor', [
      { norm: [1, 2], matrix: [1, 2, 3, 4, 5, 6] },
    ]);
    close(each, [1, 4]);
    close(found['exp_avg_sq_row.matrix'], [14 / 3, 77 / 3]);
    close(found['exp_avg_sq_col.matrix'], [17 / 2, 29 / 2, 45 / 2]);
  });

  test('moves a vector by the learning rate on the first step, and decays matrices only', async () => {
    const found = await after('adafactor', [GRADIENTS], { weightDecay: 0.5 });
    close(found.norm, [0.9, 1.1]);
    const still = await after('adafactor', [{ norm: [0, 0], matrix: [0, 0, 0, 0, 0, 0] }], { weightDecay: 0.5 });
    close(still.norm, [1, 1]);
    close(still.matrix, [1.9, 1.9, 1.9, 1.9, 1.9, 1.9]);
  });

  test('does not let an update be larger than the learning rate in the root mean square', async () => {
    const small: Numbers = { norm: [0.01, 0.01], matrix: [0.01, 0.01, 0.01, 0.01, 0.01, 0.01] };
    const large: Numbers = { norm: [9, 0.01], matrix: [9, 9, 9, 9, 9, 9] };
    const [before, found] = [await after('adafactor', [small]), await after('adafactor', [small, large])];
    const moved = (name: keyof Numbers) =>
      found[name]?.map((value, index) => value - (before[name]?.[index] as number)) ?? [];
    close(moved('matrix'), [-0.1, -0.1, -0.1, -0.1, -0.1, -0.1]);
    expect(Math.hypot(...moved('norm')) / Math.sqrt(2)).toBeLessThanOrEqual(0.1 + 1e-6);
  });

  test('takes gradients that are clipped as if they had been computed so', async () => {
    const times = (share: number): Numbers => ({
      norm: GRADIENTS.norm.map((value) => value * share),
      matrix: GRADIENTS.matrix.map((value) => value * share),
    });
    const scaled = await after('adafactor', [GRADIENTS, times(1 / 2)], { gradientScale: 0.25 });
    const found = await after('adafactor', [times(1 / 4), times(1 / 8)]);
    for (const [name, values] of Object.entries(found)) close(scaled[name], values);
  });

  test('goes on from gradients that were all 0, as those of LoRA’s A are at first', async () => {
    const none: Numbers = { norm: [0, 0], matrix: [0, 0, 0, 0, 0, 0] };
    const found = await after('adafactor', [none, GRADIENTS]);
    for (const values of Object.values(found)) expect(values.every(Number.isFinite)).toBe(true);
    expect(found.matrix).not.toEqual([2, 2, 2, 2, 2, 2]);
  });
});
