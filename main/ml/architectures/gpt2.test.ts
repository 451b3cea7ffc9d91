import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Gpt2Config, gpt2Config } from '../../../shared/domain/architectures/gpt2.ts';
import { hiddenStates, logits, tablesOf } from './model.ts';
import { toParameters } from './parameters.ts';
import { testArchitecture } from './testing/architectureTests.ts';
import { GPT2_LOGITS, GPT2_SEED, GPT2_TEXTS } from './testing/gpt2Golden.ts';
import { randomWeights } from './testing/randomWeights.ts';

const config: Gpt2Config = gpt2Config({ vocab_size: 50, n_embd: 16, n_layer: 2, n_head: 4 }, 12);

testArchitecture([
  ['tied embeddings', config],
  ['an inner width and an output projection of its own', { ...config, n_inner: 24, tie_word_embeddings: false }],
]);

describe('the logits of transformers', () => {
  it.each(GPT2_TEXTS.map((ids, text) => [ids, text] as const))('of %j', (ids, text) => {
    const parameters = toParameters(randomWeights(config, GPT2_SEED));
    const { hidden } = hiddenStates(
      config,
      parameters,
      tablesOf(config),
      tf.tensor2d([...ids], [1, ids.length], 'int32'),
    );
    const found = logits(config, parameters, hidden).dataSync().slice(-config.vocab_size);
    for (const [token, expected] of (GPT2_LOGITS[text] as readonly number[]).entries()) {
      expect(Math.abs((found[token] as number) - expected)).toBeLessThan(1e-4);
    }
  });
});
