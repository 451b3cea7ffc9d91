import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, type ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { useEngine } from '../../../engine/testing.ts';
import { languageModelHead } from '../../heads/languageModel.ts';
import { Random } from '../../random.ts';
import { cachedDecoder, uncachedDecoder } from '../../sample/decoder.ts';
import { slopes } from '../../train/testing/slopes.ts';
import { lossAndGradients } from '../../train/trainingProgram.ts';
import { disposeTables, hiddenStates, initialWeights, logits, parameterShapes, tablesOf } from '../model.ts';
import { type Parameters, toParameters } from '../parameters.ts';
import { randomWeights } from './randomWeights.ts';

/** What holds for every architecture. `variants` have a vocabulary of 50 and a context of 12, and are small enough for numeric gradients. */
export function testArchitecture(variants: readonly (readonly [string, ModelConfig])[]): void {
  beforeAll(() => useEngine('wasm'));

  describe.each(variants)('%s', (_, config) => {
    it('has the parameters that its configuration counts', () => {
      const sizes = [...parameterShapes(config).values()].map(tf.util.sizeFromShape);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(countParameters(config));
    });

    it('begins with the loss of a guess', () => {
      const loss = languageModelHead
        .on(config)
        .loss(toParameters(initialWeights(config, 1)), batch())
        .dataSync()[0];
      expect(loss).toBeCloseTo(Math.log(config.vocab_size), 0);
    });

    it('has the gradients of numeric differences, in every parameter', () => {
      const parameters = toParameters(randomWeights(config, 3));
      const inputs = batch();
      const { gradients } = lossAndGradients(languageModelHead, config, parameters, inputs);
      for (const [seed, [name, weight]] of [...parameters].entries()) {
        const random = filled(weight.shape, 100 + seed);
        const loss = (moved: Parameters) => languageModelHead.on(config).loss(moved, inputs);
        const { found, numeric } = slopes(name, { parameters, gradients, loss }, random);
        expect(Math.abs(found - numeric), `${name}: ${found}, numeric ${numeric}`).toBeLessThan(
          2e-3 + 0.02 * Math.abs(numeric),
        );
      }
    });

    it('does not see what comes later', () => {
      const parameters = toParameters(randomWeights(config, 1));
      const tables = tablesOf(config);
      const at = (ids: number[]) => {
        const { hidden } = hiddenStates(config, parameters, tables, tf.tensor2d(ids, [1, ids.length], 'int32'));
        return Array.from(tf.slice(logits(config, parameters, hidden), [0, 0], [3, -1]).dataSync());
      };
      expect(at([5, 6, 7, 8, 9])).toEqual(at([5, 6, 7, 40, 41]));
      expect(at([5, 6, 7])).not.toEqual(at([5, 7, 6]));
    });

    it('decodes with a memory as without one', async () => {
      const parameters = toParameters(randomWeights(config, 2));
      const tables = tablesOf(config);
      const before = tf.memory().numTensors;
      const cached = cachedDecoder(config, parameters, tables);
      const uncached = uncachedDecoder(config, parameters, tables);
      for (const ids of [[1, 2, 3], [4], [5], [6, 7], [8]]) {
        const [fast, slow] = [await cached.next(ids), await uncached.next(ids)];
        const largest = Math.max(...fast.map((value, index) => Math.abs(value - (slow[index] as number))));
        expect(largest).toBeLessThan(2e-5);
        expect(cached.length).toBe(uncached.length);
      }
      cached.dispose();
      expect(tf.memory().numTensors).toBe(before);
      disposeTables(tables);
    });
  });
}

const batch = () =>
  new Map<string, tf.Tensor>([
    ['ids', tf.tensor2d([5, 6, 7, 8, 9, 10, 11, 12, 3, 3, 4, 49], [2, 6], 'int32')],
    ['targets', tf.tensor1d([6, 7, 8, 9, 10, 1, 12, 3, 3, 4, 49, 2], 'int32')],
    ['weights', tf.tensor1d([0, 0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])],
  ]);

function filled(shape: number[], seed: number): tf.Tensor {
  const random = new Random(seed);
  return tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  );
}
