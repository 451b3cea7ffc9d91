import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { takesLong } from '../../setup/leftOut.ts';
import { tinyTraining } from '../choose/tinyTraining.ts';
import { attentionGradients } from '../testing/gradients.ts';
import { useEngine } from '../testing.ts';
import { loadWasmBackend } from './wasmBackend.ts';
import { findWebgpuAdapter } from './webgpuBackend.ts';

const { engine, describe } = await useEngine('webgpu');

/** On SwiftShader where there is no graphics processor: the numbers are the same, the speed is not. */
describe('WebGPU backend', () => {
  test('computes on the adapter that the probe found', async () => {
    expect(tf.getBackend()).toBe('webgpu');
    expect(engine).toMatchObject({ name: 'webgpu', device: 'gpu', version: '4.22.0' });
    expect((await findWebgpuAdapter())?.name).toBe(engine?.deviceName);
  });

  test('gives the same gradients as WASM', takesLong, async () => {
    const [gpu, wasm] = await onBoth(attentionGradients);
    expect(gpu.flat().some((value) => Math.abs(value) > 1e-3)).toBe(true);
    for (const [i, values] of gpu.entries())
      for (const [j, value] of values.entries()) expect(wasm[i]?.[j]).toBeCloseTo(value, 4);
  });

  test.each(['adamw', 'adafactor'] as const)(
    'trains a tiny model with the same losses and gradient norms as WASM: %s',
    { tags: 'again' },
    async (optim) => {
      const [gpu, wasm] = await onBoth(() => tinyTraining(5, undefined, optim));
      expect(gpu.at(-1)?.[0]).toBeLessThan(gpu[0]?.[0] as number);
      for (const [step, [loss = 0, norm = 0]] of wasm.entries()) {
        expect(Math.abs((gpu[step]?.[0] as number) / loss - 1), `loss of step ${step}`).toBeLessThan(1e-5);
        expect(Math.abs((gpu[step]?.[1] as number) / norm - 1), `gradient norm of step ${step}`).toBeLessThan(1e-4);
      }
    },
  );

  test('adds more tensors than a shader may have buffers', async () => {
    const count = 30;
    const before = tf.memory().numTensors;
    const sum = tf.tidy(() => tf.addN(Array.from({ length: count }, (_, i) => tf.tensor1d([i, 1]))));
    expect([...(await sum.data())]).toEqual([(count * (count - 1)) / 2, count]);
    expect(tf.memory().numTensors).toBe(before + 1);
    sum.dispose();
  });

  test('tiles five dimensions as WASM does', async () => {
    const tiled = async () => {
      const values = Array.from({ length: 24 }, (_, i) => i);
      const result = tf.tidy(() => tf.tile(tf.sqrt(tf.tensor5d(values, [2, 2, 1, 3, 2])), [1, 2, 3, 1, 2]));
      return [result.shape, [...(await result.data())].map((value) => Math.round(value ** 2))];
    };
    const [gpu, wasm] = await onBoth(tiled);
    expect(gpu).toEqual(wasm);
  });

  test.each([
    ['with a row that no id has, one that two have, and an id below 0', [0, 3, 3, -1, 2], 4],
    ['of one row', [0, 0, 0, 0, 0], 1],
  ])('sums segments as WASM does: %s', async (_, ids, segments) => {
    const rows = Array.from({ length: 10 }, (_, i) => Math.cos(i));
    const sums = async () => {
      const sum = tf.tidy(() => tf.unsortedSegmentSum(tf.tensor2d(rows, [5, 2]), tf.tensor1d(ids, 'int32'), segments));
      return [...(await sum.data())];
    };
    const [gpu, wasm] = await onBoth(sums);
    expect(gpu).toHaveLength(wasm.length);
    for (const [i, value] of wasm.entries()) expect(gpu[i]).toBeCloseTo(value, 5);
  });
});

async function onBoth<T>(compute: () => Promise<T>): Promise<[webgpu: T, wasm: T]> {
  const webgpu = await compute();
  await loadWasmBackend();
  const wasm = await compute();
  await tf.setBackend('webgpu');
  return [webgpu, wasm];
}
