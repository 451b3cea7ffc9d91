import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../../shared/domain/architectures/llama.ts';
import { programMaker } from '../../../engine/programs/programs.ts';
import { useCompilingEngine } from '../../../engine/testing.ts';
import { initialWeights } from '../../../ml/architectures/model.ts';
import type { Weights } from '../../../ml/architectures/parameters.ts';
import type { Decoder } from '../../../ml/sample/decoder.ts';
import { takesLong } from '../../../setup/leftOut.ts';
import { type DecodedModel, ModelDecoders } from './modelDecoders.ts';

const { describe } = await useCompilingEngine();

const config = { ...llamaConfig(llamaPreset('nano'), 32), hidden_size: 64, head_dim: 16, num_hidden_layers: 2 };

async function greedy(decoder: Decoder, prompt: number[], tokens: number): Promise<number[]> {
  const ids: number[] = [];
  for (let next = prompt; ids.length < tokens; next = ids.slice(-1)) {
    const logits = await decoder.next(next);
    ids.push(logits.indexOf(Math.max(...logits)));
  }
  return ids;
}

/** What an engine cannot compile it is not given. */
const maker = programMaker('fp32', (problem) => {
  throw new Error(`not compiled: ${problem}`);
});

/** Nothing is tokenized here. */
const decoded = (weights: Weights, onRead: (name: string) => void = () => {}): DecodedModel => ({
  config,
  tokenizer: undefined as never,
  async read(name) {
    onRead(name);
    return weights.get(name)?.data.slice() ?? new Float32Array();
  },
});

describe('decoders of a model', () => {
  test('several texts at once do not disturb each other, and programs are used again', async () => {
    const weights = initialWeights({ ...config, initializer_range: 0.2 }, 4);
    const model = new ModelDecoders(decoded(weights), maker);
    const prompts = [[3, 1, 4], [1, 5, 9, 2], [6]];
    const alone = [];
    for (const prompt of prompts) {
      const decoder = await model.lend();
      alone.push(await greedy(decoder, prompt, 10));
      decoder.dispose();
    }
    const decoders = await Promise.all(prompts.map(() => model.lend()));
    const texts: number[][] = prompts.map(() => []);
    for (let token = 0; token < 10; token++) {
      for (const [index, decoder] of decoders.entries()) {
        const next = token === 0 ? (prompts[index] as number[]) : (texts[index] as number[]).slice(-1);
        const logits = await decoder.next(next);
        texts[index]?.push(logits.indexOf(Math.max(...logits)));
      }
    }
    expect(texts).toEqual(alone);
    const tensors = tf.memory().numTensors;
    model.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test(
    'weights go into the engine once, however many texts there are, and again only for another kind of work',
    takesLong,
    async () => {
      const weights = initialWeights(config, 4);
      const reads: string[] = [];
      const model = new ModelDecoders(
        decoded(weights, (name) => reads.push(name)),
        maker,
      );
      const decoders = await Promise.all([model.lend(), model.lend(), model.lend()]);
      for (const decoder of decoders) await decoder.next([1, 2, 3]);
      expect(reads.toSorted()).toEqual([...weights.keys()].toSorted());
      for (const decoder of decoders) decoder.dispose();
      await (await model.lend()).next([1]);
      expect(reads).toHaveLength(weights.size);
      (await model.lendWriter()).giveBack();
      expect(reads).toHaveLength(2 * weights.size);
      model.dispose();
    },
  );
});
