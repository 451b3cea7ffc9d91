import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import { type LlamaConfig, llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { useEngine } from '../../engine/testing.ts';
import { languageModelHead } from '../heads/languageModel.ts';
import { crossEntropy, rmsNorm, rotate, swiglu } from '../layers/operations.ts';
import { rotaryTables } from '../layers/rotary.ts';
import { Random } from '../random.ts';
import { cachedDecoder, uncachedDecoder } from '../sample/decoder.ts';
import { lossAndGradients } from '../train/trainingProgram.ts';
import { disposeTables, hiddenStates, initialWeights, logits, parameterShapes, tablesOf } from './model.ts';
import { toParameters } from './parameters.ts';

beforeAll(() => useEngine('wasm'));

const TINY = {
  vocab_size: 50,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 4,
};
const config = llamaConfig(TINY, 12);
/** Two query heads to each key-value head. */
const grouped: LlamaConfig = { ...config, num_key_value_heads: 2 };

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
  it('rotate', () => {
    const { key } = rotaryTables(12, 4, 10000);
    const [cos, sin] = [tf.slice(key.cos, 0, 3), tf.slice(key.sin, 0, 3)];
    checkGradient((x) => rotate(x as tf.Tensor, cos, sin), [filled([1, 2, 3, 4], 5)]);
  });
  it('crossEntropy', () => {
    const targets = tf.tensor1d([4, 0, 2], 'int32');
    const weights = tf.tensor1d([0.5, 0, 0.5]);
    checkGradient((z) => crossEntropy(z as tf.Tensor, targets, weights), [filled([3, 6], 6)]);
  });
});

describe('gradients of the whole decoder equal numeric ones', () => {
  it.each([
    ['tied embeddings', config],
    ['grouped heads', grouped],
    ['an output projection of its own', { ...config, tie_word_embeddings: false }],
  ])('%s: embedding, attention, feed-forward, norms and output', (_, one) => {
    const parameters = toParameters(initialWeights({ ...one, initializer_range: 0.4 }, 3));
    const ids = tf.tensor2d([5, 6, 7, 8, 9, 10, 11, 12, 3, 3, 4, 49], [2, 6], 'int32');
    const targets = tf.tensor1d([6, 7, 8, 9, 10, 1, 12, 3, 3, 4, 49, 2], 'int32');
    const weights = tf.tensor1d([0, 0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    const batch = new Map<string, tf.Tensor>(Object.entries({ ids, targets, weights }));
    const { gradients } = lossAndGradients(languageModelHead, one, parameters, batch);
    const step = 1e-2;
    for (const [seed, [name, weight]] of [...parameters].entries()) {
      // The slope along one direction in the space of all of the parameter's elements, of length 1.
      const random = filled(weight.shape, 100 + seed);
      const direction = tf.div(random, tf.norm(random));
      const lossAt = (distance: number) => {
        const moved = new Map(parameters).set(name, tf.add(weight, tf.mul(direction, distance)));
        return languageModelHead.on(one).loss(moved, batch).dataSync()[0] as number;
      };
      const expected = (lossAt(step) - lossAt(-step)) / (2 * step);
      const found = tf.sum(tf.mul(gradients.get(name) as tf.Tensor, direction)).dataSync()[0] as number;
      expect(Math.abs(found - expected), `${name}: ${found}, numeric ${expected}`).toBeLessThan(
        2e-3 + 0.02 * Math.abs(expected),
      );
    }
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

describe('the decoder', () => {
  it('has the parameters that its configuration counts', () => {
    for (const one of [config, grouped, { ...config, tie_word_embeddings: false }]) {
      const sizes = [...parameterShapes(one).values()].map((shape) =>
        shape.reduce((product, side) => product * side, 1),
      );
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(countParameters(one));
    }
  });

  it('does not see what comes later', () => {
    const parameters = toParameters(initialWeights(config, 1));
    const tables = tablesOf(config);
    const at = (ids: number[]) => {
      const { hidden } = hiddenStates(config, parameters, tables, tf.tensor2d(ids, [1, ids.length], 'int32'));
      return Array.from(tf.slice(logits(config, parameters, hidden), [0, 0], [3, -1]).dataSync());
    };
    expect(at([5, 6, 7, 8, 9])).toEqual(at([5, 6, 7, 40, 41]));
    expect(at([5, 6, 7])).not.toEqual(at([5, 7, 6]));
  });

  it.each([
    ['all heads', config],
    ['grouped heads', grouped],
  ])('decodes with a cache as without one: %s', async (_, one) => {
    const parameters = toParameters(initialWeights(one, 2));
    const tables = tablesOf(one);
    const before = tf.memory().numTensors;
    const cached = cachedDecoder(one, parameters, tables);
    const uncached = uncachedDecoder(one, parameters, tables);
    for (const ids of [[1, 2, 3], [4], [5], [6, 7], [8]]) {
      const [fast, slow] = [await cached.next(ids), await uncached.next(ids)];
      const largest = Math.max(...fast.map((value, index) => Math.abs(value - (slow[index] as number))));
      expect(largest).toBeLessThan(1e-5);
      expect(cached.length).toBe(uncached.length);
    }
    cached.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeTables(tables);
  });
});
