import { expect, test } from 'vitest';
import { architecturesWith, createConfig } from '../../../shared/domain/architectures/index.ts';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { inTwo } from '../../setup/leftOut.ts';
import { initialWeights, isRecurrent } from '../architectures/model.ts';
import { packedValues } from '../architectures/packing.ts';
import { argmax } from '../argmax.ts';
import type { Program, ProgramDefinition } from '../program/program.ts';
import { Random } from '../random.ts';
import { decoderProgram, programDecoder } from '../sample/decoderProgram.ts';
import { BatchedDecoders, type LendRequest } from './batchedDecoders.ts';
import { BLOCK, pagedProgram } from './pagedProgram.ts';

const { describe } = await useEngine('onnxruntime');

const config = {
  ...llamaConfig(llamaPreset('nano'), 128),
  ...{ hidden_size: 32, head_dim: 8, num_attention_heads: 4, num_key_value_heads: 2, num_hidden_layers: 2 },
  ...{ intermediate_size: 48, vocab_size: 61, initializer_range: 0.3 },
};
const weights = initialWeights(config, 5);

function made(blocks: number): {
  decoders: BatchedDecoders;
  program: Program;
  runs: { texts: number; tokens: number }[];
} {
  const { program } = programMaker('fp32', (problem) => {
    throw new Error(problem);
  })(pagedProgram(config, blocks));
  program.write(packedValues(config, weights));
  const runs: { texts: number; tokens: number }[] = [];
  const counted: Program = {
    ...program,
    run(method, inputs, lengths) {
      runs.push({ texts: lengths?.n ?? 0, tokens: lengths?.P ?? 0 });
      return program.run(method, inputs, lengths);
    },
  };
  return { decoders: new BatchedDecoders(counted, config, blocks), program, runs };
}

interface Asked {
  prompt: number[];
  count: number;
}

/** Continues a prompt greedily; tells the logits after the prompt, and how much of it was known. */
async function write(decoders: BatchedDecoders, { prompt, count }: Asked, request: Partial<LendRequest> = {}) {
  const decoder = await decoders.lend({ prompt, tokens: prompt.length + count, ...request });
  const cached = decoder.length;
  const ids: number[] = [];
  try {
    let logits = await decoder.next(prompt.slice(cached));
    const first = logits.slice();
    while (ids.length < count) {
      ids.push(argmax(logits));
      if (ids.length < count) logits = await decoder.next(ids.slice(-1));
    }
    return { ids, first, cached };
  } finally {
    decoder.dispose();
  }
}

function requests(count: number, seed: number): Asked[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    prompt: Array.from({ length: 1 + random.integer(60) }, () => random.integer(61)),
    count: 1 + random.integer(50),
  }));
}

const largest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] as number))), 0);

const decoders = architecturesWith('decoder').filter((one) => !isRecurrent(createConfig(one, 'nano', 64)));
for (const [some, options] of inTwo(decoders, 'llama'))
  describe.each(some)('%s in blocks', options, (architecture) => {
    test('computes what its decoder of a single text does', async () => {
      const own = { ...createConfig(architecture, 'nano', 64), vocab_size: 61 };
      const values = packedValues(own, initialWeights(own, 3));
      const compiled = (definition: ProgramDefinition) => {
        const { program } = programMaker('fp32', (problem) => {
          throw new Error(problem);
        })(definition);
        program.write(values);
        return program;
      };
      const [alone, paged] = [compiled(decoderProgram(own, 1)), compiled(pagedProgram(own, 8))];
      const decoder = programDecoder(alone, own);
      const pooled = await new BatchedDecoders(paged, own, 8).lend();
      for (const ids of [Array.from({ length: 37 }, (_, at) => (at * 7) % 61), [5], [9], [11, 12, 13], [2]])
        expect(largest(await pooled.next(ids), await decoder.next(ids))).toBeLessThan(1e-4);
      alone.dispose();
      paged.dispose();
    });
  });

describe('decoders of one program', () => {
  test('compute what the decoder of a single text does', async () => {
    const { decoders, program } = made(16);
    const alone = programMaker('fp32')(decoderProgram(config, 1)).program;
    alone.write(packedValues(config, weights));
    for (const { prompt, count } of requests(4, 1)) {
      const decoder = programDecoder(alone, config);
      const expected = await decoder.next(prompt);
      const { first } = await write(decoders, { prompt, count });
      expect(largest(first, expected)).toBeLessThan(1e-4);
    }
    alone.dispose();
    program.dispose();
  });

  test('32 texts at once, of random lengths and randomly left, each equal to its lone run', async () => {
    const asked = requests(32, 2);
    const lone: number[][] = [];
    const one = made(64);
    for (const request of asked) lone.push((await write(one.decoders, request)).ids);
    one.program.dispose();
    const { decoders, program, runs } = made(64);
    const random = new Random(3);
    const texts = asked.map(async (request, index) => {
      const leaves = new AbortController();
      if (random.integer(3) === 0) setTimeout(() => leaves.abort(new Error('left')), random.integer(40));
      for (let turn = random.integer(20); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      try {
        const { ids } = await write(decoders, request, { signal: leaves.signal });
        expect(ids, `text ${index}`).toEqual(lone[index]);
        return 'whole';
      } catch (error) {
        expect(leaves.signal.aborted, String(error)).toBe(true);
        return 'left';
      }
    });
    const ends = await Promise.all(texts);
    expect(ends).toContain('whole');
    expect(Math.max(...runs.map(({ texts }) => texts))).toBeGreaterThan(4);
    // All of the pool is there for others again.
    await write(decoders, { prompt: [1], count: 100 }, { tokens: 64 * BLOCK });
    program.dispose();
  });

  test('a prompt that begins alike takes over what is known, with the same text', async () => {
    const { decoders, program, runs } = made(16);
    const prompt = Array.from({ length: 70 }, (_, at) => (at * 7) % 61);
    const cold = await write(decoders, { prompt, count: 20 });
    expect(cold.cached).toBe(0);
    runs.length = 0;
    const warm = await write(decoders, { prompt, count: 20 });
    // All of it: what comes after it is known as well, number by number.
    expect(warm.cached).toBe(70);
    expect(runs).toHaveLength(19);
    expect(warm.ids).toEqual(cold.ids);
    expect(warm.first).toEqual(cold.first);
    runs.length = 0;
    const last = await write(decoders, { prompt: [...prompt.slice(0, 69), 60], count: 1 });
    expect([last.cached, runs]).toEqual([69, [{ texts: 1, tokens: 1 }]]);
    const other = await write(decoders, { prompt: [...prompt.slice(0, 40), 60, 60, 60], count: 5 });
    expect(other.cached).toBe(40);
    // What was written counts as well, and what others needed its room for is forgotten.
    const longer = await write(decoders, { prompt: [...prompt, ...cold.ids], count: 1 });
    expect(longer.cached).toBe(89);
    for (const request of requests(12, 9)) await write(decoders, request);
    expect((await write(decoders, { prompt, count: 20 })).ids).toEqual(cold.ids);
    program.dispose();
  });

  test.each([1, 15, 16, 17, 32, 48, 50])(
    'a prompt of %i tokens that comes again takes no step, and its text is the same number by number',
    async (length) => {
      const { decoders, program, runs } = made(16);
      const prompt = Array.from({ length }, (_, at) => (at * 7 + length) % 61);
      const logitsOf = async () => {
        const decoder = await decoders.lend({ prompt, tokens: length + 40 });
        const found = [(await decoder.next(prompt.slice(decoder.length))).slice()];
        while (found.length < 40) found.push((await decoder.next([argmax(found.at(-1) as Float32Array)])).slice());
        decoder.dispose();
        return found;
      };
      const cold = await logitsOf();
      for (const _ of [1, 2]) {
        runs.length = 0;
        expect(await logitsOf()).toEqual(cold);
        expect(runs).toHaveLength(39);
      }
      // Two at once, one of which changes what it was given, as sampling does.
      const both = await Promise.all([1, 2].map(() => decoders.lend({ prompt, tokens: length + 1 })));
      for (const decoder of both) {
        const logits = await decoder.next([]);
        expect(logits).toEqual(cold[0]);
        logits.fill(7);
        decoder.dispose();
      }
      program.dispose();
    },
  );

  test('what was written over, or is known in part only, is computed', async () => {
    const { decoders, program, runs } = made(8);
    const prompt = Array.from({ length: 40 }, (_, at) => (at * 7) % 61);
    const other = [...prompt.slice(0, 39), 60];
    const alone = (await write(decoders, { prompt: other, count: 1 })).first;
    // As long as its prompt, and another text.
    const decoder = await decoders.lend({ prompt, tokens: 60 });
    expect(decoder.length).toBe(39);
    expect(largest(await decoder.next([60]), alone)).toBeLessThan(1e-4);
    await expect(decoder.next([])).rejects.toThrow('nothing to take in');
    decoder.dispose();
    runs.length = 0;
    const first = await write(decoders, { prompt, count: 10 });
    expect(first.cached).toBe(39);
    expect(runs).toHaveLength(10);
    const again = await decoders.lend({ prompt, tokens: 60 });
    again.back(39);
    await expect(again.next([])).rejects.toThrow('nothing to take in');
    expect(largest(await again.next([60]), alone)).toBeLessThan(1e-4);
    again.dispose();
    await expect(again.next([])).rejects.toThrow('given back');
    // What comes after the other text is not taken for what comes after the prompt.
    const still = await write(decoders, { prompt, count: 10 });
    expect(still.cached).toBe(40);
    expect(still.first).toEqual(first.first);
    // Others needed the room of its keys and values: its logits are of no use without them.
    for (const request of requests(12, 9)) await write(decoders, request);
    const anew = await write(decoders, { prompt, count: 10 });
    expect(anew.cached).toBeLessThan(40);
    expect(anew.ids).toEqual(first.ids);
    program.dispose();
  });

  test('of many prompts those asked for last are known whole, and the others but for a token', async () => {
    const { decoders, program } = made(64);
    const prompts = Array.from({ length: 18 }, (_, at) => [at, 1, 2, 3]);
    for (const prompt of prompts.slice(0, 16)) await write(decoders, { prompt, count: 1 });
    expect((await write(decoders, { prompt: prompts[0] as number[], count: 1 })).cached).toBe(4);
    for (const prompt of prompts.slice(16)) await write(decoders, { prompt, count: 1 });
    const cached: number[] = [];
    for (const at of [0, 3, 17])
      cached.push((await write(decoders, { prompt: prompts[at] as number[], count: 1 })).cached);
    expect(cached).toEqual([4, 4, 4]);
    for (const at of [1, 2]) cached.push((await write(decoders, { prompt: prompts[at] as number[], count: 1 })).cached);
    expect(cached.slice(3)).toEqual([3, 3]);
    program.dispose();
  });

  test('one prompt of several texts that begin at once is read once', async () => {
    const { decoders, program, runs } = made(48);
    const prompt = Array.from({ length: 110 }, (_, at) => (at * 5) % 61);
    const texts = await Promise.all(Array.from({ length: 5 }, () => write(decoders, { prompt, count: 8 })));
    for (const { ids } of texts) expect(ids).toEqual(texts[0]?.ids);
    const read = runs.reduce((sum, { texts, tokens }) => sum + (tokens > 1 ? texts * tokens : 0), 0);
    // Once, and of each other text what does not fill a block.
    expect(read).toBeLessThan(110 + 4 * 2 * BLOCK);
    for (const request of requests(20, 6)) await write(decoders, request);
    expect((await write(decoders, { prompt, count: 8 })).ids).toEqual(texts[0]?.ids);
    program.dispose();
  });

  test('what there is no room for waits in order, and one that leaves gives way', async () => {
    const { decoders, program } = made(8);
    const first = await decoders.lend({ tokens: 8 * BLOCK });
    const order: string[] = [];
    const leaves = new AbortController();
    const second = decoders.lend({ tokens: 8 * BLOCK, signal: leaves.signal });
    const third = decoders.lend({ tokens: BLOCK }).then((decoder) => {
      order.push('third');
      return decoder;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    leaves.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    first.dispose();
    (await third).dispose();
    expect(order).toEqual(['third']);
    program.dispose();
  });

  test('a signal ends what is under way', async () => {
    const { decoders, program } = made(8);
    const leaves = new AbortController();
    const decoder = await decoders.lend({ signal: leaves.signal });
    const answer = decoder.next([1, 2, 3]);
    leaves.abort(new Error('left'));
    await expect(answer).rejects.toThrow('left');
    await expect(decoder.next([1])).rejects.toThrow('given back');
    expect((await write(decoders, { prompt: [1, 2, 3], count: 5 })).ids).toHaveLength(5);
    program.dispose();
  });

  test('a step that fails is told to those who asked for it, and others go on', async () => {
    const { program } = made(8);
    let fails = true;
    const failing: Program = {
      ...program,
      run: (...request) => (fails ? Promise.reject(new Error('no memory')) : program.run(...request)),
    };
    const decoders = new BatchedDecoders(failing, config, 8);
    await expect(write(decoders, { prompt: [1, 2, 3], count: 5 })).rejects.toThrow('no memory');
    fails = false;
    expect((await write(decoders, { prompt: [1, 2, 3], count: 5 })).ids).toHaveLength(5);
    program.dispose();
  });

  test('goes back to any length, into shared blocks too, and gives the logits of all tokens', async () => {
    const { decoders, program } = made(24);
    const prompt = Array.from({ length: 50 }, (_, at) => (at * 11) % 61);
    const decoder = await decoders.lend({ prompt, tokens: 60 });
    await decoder.next(prompt);
    const V = config.vocab_size;
    const straight = await decoders.lend({ tokens: 60 });
    const all = await straight.rows(prompt);
    expect(all).toHaveLength(50 * V);
    for (const length of [49, 33, 32, 31, 5, 0]) {
      decoder.back(length);
      expect(decoder.length).toBe(length);
      const rows = await decoder.rows(prompt.slice(length));
      expect(rows).toHaveLength((50 - length) * V);
      expect(largest(rows, all.subarray(length * V))).toBeLessThan(1e-4);
    }
    program.dispose();
  });

  test('prompts are read in parts beside texts that are written', async () => {
    const { decoders, program, runs } = made(32);
    const writing = write(decoders, { prompt: [1, 2], count: 60 });
    while (runs.length < 10) await new Promise((resolve) => setImmediate(resolve));
    const before = runs.length;
    await write(decoders, { prompt: Array.from({ length: 100 }, (_, at) => at % 61), count: 1 });
    await writing;
    const beside = runs.slice(before).map(({ tokens }) => tokens);
    expect(beside).toContain(64);
    expect(beside).toContain(36);
    expect(beside[beside.indexOf(64) + 1]).toBe(1);
    program.dispose();
  });
});
