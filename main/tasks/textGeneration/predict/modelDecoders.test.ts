import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../../shared/domain/architectures/llama.ts';
import { programMaker } from '../../../engine/programs/programs.ts';
import { useEngine } from '../../../engine/testing.ts';
import { initialWeights } from '../../../ml/architectures/model.ts';
import type { Decoder } from '../../../ml/sample/decoder.ts';
import { ModelDecoders } from './modelDecoders.ts';

const { describe } = await useEngine('tensorflow');

const config = { ...llamaConfig(llamaPreset('nano'), 32), hidden_size: 64, head_dim: 16, num_hidden_layers: 2 };

async function greedy(decoder: Decoder, prompt: number[], tokens: number): Promise<number[]> {
  const ids: number[] = [];
  for (let next = prompt; ids.length < tokens; next = ids.slice(-1)) {
    const logits = await decoder.next(next);
    ids.push(logits.indexOf(Math.max(...logits)));
  }
  return ids;
}

describe('decoders of a model', () => {
  test('several texts at once do not disturb each other, and programs are used again', async () => {
    const weights = initialWeights({ ...config, initializer_range: 0.2 }, 4);
    // Nothing is tokenized here.
    const model = new ModelDecoders({ config, weights, tokenizer: undefined as never }, programMaker('fp32'));
    const prompts = [[3, 1, 4], [1, 5, 9, 2], [6]];
    const alone = [];
    for (const prompt of prompts) {
      const decoder = model.lend();
      alone.push(await greedy(decoder, prompt, 10));
      decoder.dispose();
    }
    const decoders = prompts.map(() => model.lend());
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
});
