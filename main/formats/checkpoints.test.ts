import { beforeAll, describe, expect, test } from 'vitest';
import { useEngine } from '../engine/testing.ts';
import { tablesOf } from '../ml/architectures/model.ts';
import { toParameters } from '../ml/architectures/parameters.ts';
import { cachedDecoder, uncachedDecoder } from '../ml/sample/decoder.ts';
import { inTwo } from '../setup/leftOut.ts';
import { CHECKPOINTS, greedyIds, readCheckpoint } from './testing/checkpoints.ts';

beforeAll(() => useEngine('wasm'));

for (const [some, options] of inTwo(CHECKPOINTS, 'llama', 'gemma3_text', 'gpt2'))
  describe.each(some)('%s', options, (name) => {
    test('has the logits of transformers', async () => {
      const { config, weights, expected } = await readCheckpoint(name);
      const decoder = uncachedDecoder(config, toParameters(weights), tablesOf(config));
      const found = await decoder.next(expected.prompt);
      const differences = expected.logits.map((value, token) => Math.abs((found[token] as number) - value));
      expect(Math.max(...differences)).toBeLessThan(1e-4);
    });

    test('writes the text of transformers', async () => {
      const { config, weights, expected } = await readCheckpoint(name);
      const decoder = cachedDecoder(config, toParameters(weights), tablesOf(config));
      expect(await greedyIds(decoder, expected.prompt, expected.greedy.length)).toEqual(expected.greedy);
      decoder.dispose();
    });
  });
