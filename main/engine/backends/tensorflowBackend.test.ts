import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { attentionGradients } from '../testing/gradients.ts';
import { useEngine } from '../testing.ts';
import { loadWasmBackend } from './wasmBackend.ts';

const { engine, describe } = await useEngine('tensorflow');

describe('TensorFlow backend', () => {
  test('computes on TensorFlow itself, whose version it reports', () => {
    expect(tf.getBackend()).toBe('tensorflow');
    expect(engine?.version).toMatch(/^2\.\d+\.\d+/);
  });

  test('gives the same gradients as WASM', async () => {
    const native = await attentionGradients();
    await loadWasmBackend();
    const wasm = await attentionGradients();
    await tf.setBackend('tensorflow');
    expect(native.flat().some((value) => Math.abs(value) > 1e-3)).toBe(true);
    for (const [i, values] of native.entries())
      for (const [j, value] of values.entries()) expect(wasm[i]?.[j]).toBeCloseTo(value, 4);
  });
});
