import { beforeAll, expect, it } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { DEFAULT_GENERATION } from '../../../shared/domain/models/generation.ts';
import { useEngine } from '../../engine/testing.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { initialWeights } from '../architectures/model.ts';
import { packedValues } from '../architectures/packing.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import { decoderProgram, programDecoder, streamsDecoder } from './decoderProgram.ts';
import { generate } from './generate.ts';
import { writeTexts } from './writeTexts.ts';

beforeAll(() => useEngine('wasm'));

const contextLength = 24;
const preset = {
  ...llamaPreset('nano'),
  vocab_size: 258,
  hidden_size: 32,
  intermediate_size: 64,
  num_hidden_layers: 2,
};
const config = { ...llamaConfig(preset, contextLength), initializer_range: 0.3 };
const tokenizer = new Tokenizer(
  JSON.stringify(tokenizerJson([], 258)),
  JSON.stringify(tokenizerConfig(contextLength)),
  'test',
);
const weights = packedValues(config, initialWeights(config, 3));

function program(streams: number) {
  const made = eagerProgram(decoderProgram(config, streams));
  made.write(weights);
  return made;
}

async function alone(prompt: string, settings: typeof DEFAULT_GENERATION): Promise<string> {
  const one = program(1);
  try {
    const decoder = programDecoder(one, config);
    for await (const event of generate({ tokenizer, decoder, contextLength, prompt, settings })) {
      if (event.event === 'done') return event.text;
    }
    throw new Error('no end');
  } finally {
    one.dispose();
  }
}

it('writes the texts that are written one by one, whatever their lengths', async () => {
  const settings = { ...DEFAULT_GENERATION, seed: 11, max_tokens: 40, stop: ['e'] };
  const prompts = ['a', 'a longer prompt here', '', 'hi', 'hi'].map((prompt, index) => ({ prompt, seed: 11 + index }));
  const batch = program(8);
  try {
    const shared = { tokenizer, contextLength, settings };
    const streams = () => streamsDecoder(batch, config, 8);
    const texts = await writeTexts({ ...shared, texts: prompts, streams: streams() });
    expect(texts).toEqual(await Promise.all(prompts.map(({ prompt, seed }) => alone(prompt, { ...settings, seed }))));
    // Two rows may have one prompt; they have their own draws all the same.
    expect(texts?.[3]).not.toBe(texts?.[4]);
    // Nothing of the texts before is left in the cache.
    expect(await writeTexts({ ...shared, texts: prompts.slice(1), streams: streams() })).toEqual(texts?.slice(1));
    let tokens = 0;
    expect(await writeTexts({ ...shared, texts: prompts, streams: streams(), goOn: () => tokens++ < 3 })).toEqual([]);
  } finally {
    batch.dispose();
  }
});

it('begins a text with what is given, where there is room for it', async () => {
  const settings = { ...DEFAULT_GENERATION, temperature: 0, max_tokens: 8 };
  const batch = program(2);
  try {
    const texts = await writeTexts({
      ...{ tokenizer, contextLength, settings, streams: streamsDecoder(batch, config, 2) },
      texts: [
        { prompt: 'a', seed: 3, opening: 'b.' },
        { prompt: 'a', seed: 3, opening: 'longer than all that the context has room for' },
      ],
    });
    // Of the same tokens the same text comes: bytes are not merged, and anything likely may follow a full stop.
    expect(texts?.[0]).toBe(`b.${await alone('ab.', { ...settings, seed: 3 })}`);
    expect(texts?.[1]).toBe(await alone('a', { ...settings, seed: 3 }));
  } finally {
    batch.dispose();
  }
});

it(
  'writes more texts than there are streams: where one ends, the next begins, and a long cache is left again',
  takesLong,
  async () => {
    const settings = { ...DEFAULT_GENERATION, max_tokens: 12, stop: ['e'] };
    const prompts = ['a', 'a longer prompt here', 'hi', '', 'what', 'b', 'c d e'];
    const texts = prompts.map((prompt, index) => ({ prompt, seed: 20 + index }));
    const batch = program(3);
    try {
      const ended: number[] = [];
      const shared = { tokenizer, contextLength, settings, texts };
      const all = await writeTexts({
        ...shared,
        streams: streamsDecoder(batch, config, 3),
        onEnded: (done) => ended.push(done),
      });
      expect(all).toEqual(await Promise.all(texts.map(({ prompt, seed }) => alone(prompt, { ...settings, seed }))));
      expect(ended).toEqual([1, 2, 3, 4, 5, 6, 7]);
      // What was given up ends the list, whatever ended after it.
      let steps = 0;
      const some = await writeTexts({ ...shared, streams: streamsDecoder(batch, config, 3), goOn: () => steps++ < 20 });
      expect(some.length).toBeLessThan(7);
      expect(all.slice(0, some.length)).toEqual(some);
    } finally {
      batch.dispose();
    }
  },
);
