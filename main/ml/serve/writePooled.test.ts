import { expect, test } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { DEFAULT_GENERATION } from '../../../shared/domain/models/generation.ts';
import { containsSpelled } from '../../../shared/domain/tasks/containsValue.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { initialWeights } from '../architectures/model.ts';
import { packedValues } from '../architectures/packing.ts';
import type { ProgramDefinition } from '../program/program.ts';
import { decoderProgram, streamsDecoder } from '../sample/decoderProgram.ts';
import { writeTexts } from '../sample/writeTexts.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import { BatchedDecoders } from './batchedDecoders.ts';
import { BLOCK, pagedProgram } from './pagedProgram.ts';
import { writePooled } from './writePooled.ts';

const { describe } = await useEngine('onnxruntime');

const contextLength = 64;
const config = {
  ...llamaConfig({ ...llamaPreset('nano'), vocab_size: 258 }, contextLength),
  ...{ hidden_size: 32, head_dim: 8, num_attention_heads: 4, num_key_value_heads: 2, num_hidden_layers: 2 },
  ...{ intermediate_size: 48, initializer_range: 0.3 },
};
const weights = packedValues(config, initialWeights(config, 3));
const tokenizer = new Tokenizer(
  JSON.stringify(tokenizerJson([], 258)),
  JSON.stringify(tokenizerConfig(contextLength)),
  'test',
);

function compiled(definition: ProgramDefinition) {
  const { program } = programMaker('fp32', (problem) => {
    throw new Error(problem);
  })(definition);
  program.write(weights);
  return program;
}

/** More than a step takes, of one prompt and of several, some of which begin with what is given. */
const texts = Array.from({ length: 21 }, (_, index) => ({
  prompt: ['a lamp for the desk', 'a lamp for the', '', 'hi'][index % 4] as string,
  seed: index,
  opening: index % 5 === 0 ? 'so' : '',
}));
const settings = { ...DEFAULT_GENERATION, max_tokens: 30, stop: ['e'] };

describe('texts that are written with a pool', () => {
  test('are those that are written in streams, in their order', async () => {
    // Room for five texts at most: the others wait.
    const blocks = Math.ceil((5 * contextLength) / BLOCK);
    const [streams, paged] = [compiled(decoderProgram(config, 4)), compiled(pagedProgram(config, blocks))];
    const pool = new BatchedDecoders(paged, config, blocks);
    const request = { tokenizer, contextLength, settings, texts };
    const lend = pool.lend.bind(pool);
    const ended: number[] = [];
    const written = await writePooled({ ...request, lend, onEnded: (done) => ended.push(done) });
    expect(written).toEqual(await writeTexts({ ...request, streams: streamsDecoder(streams, config, 4) }));
    expect(new Set(written).size).toBeGreaterThan(15);
    for (const [index, { opening }] of texts.entries())
      if (opening !== '') expect(containsSpelled(written[index] as string, opening)).toBe(true);
    expect(ended).toEqual(texts.map((_, index) => index + 1));

    // What is given up: all from the first text that had not ended, and every place is free again.
    let steps = 0;
    const some = await writePooled({ ...request, lend, goOn: () => steps++ < 120 });
    expect(some.length).toBeLessThan(texts.length);
    expect(some).toEqual(written.slice(0, some.length));
    expect(await writePooled({ ...request, lend })).toEqual(written);

    const failing = writePooled({ ...request, lend: () => Promise.reject(new Error('no')) });
    await expect(failing).rejects.toThrow('no');
    for (const program of [streams, paged]) program.dispose();
  });
});
