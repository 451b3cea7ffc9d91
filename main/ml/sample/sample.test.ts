import { describe, expect, it } from 'vitest';
import { DEFAULT_GENERATION, type GenerationEvent } from '../../../shared/domain/models/generation.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { Random } from '../random.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import { chooseToken, penalizeRepetition } from './chooseToken.ts';
import type { Decoder } from './decoder.ts';
import { type GenerationRequest, generate } from './generate.ts';
import { StopFilter } from './stopFilter.ts';

const neutral = { temperature: 1, top_k: 0, top_p: 1, min_p: 0 };
const logProbabilities = (...shares: number[]) => Float32Array.from(shares, (share) => Math.log(share));

/** How often each token is drawn in many draws. */
function shares(logits: Float32Array, filters: typeof neutral, draws = 4000): number[] {
  const random = new Random(1);
  const counts = new Array(logits.length).fill(0);
  for (let draw = 0; draw < draws; draw++) counts[chooseToken(logits, filters, random)]++;
  return counts.map((count) => count / draws);
}

describe('drawing a token', () => {
  const logits = logProbabilities(0.5, 0.3, 0.15, 0.05);

  it('follows the probabilities', () => {
    for (const [index, share] of shares(logits, neutral).entries()) {
      expect(Math.abs(share - ([0.5, 0.3, 0.15, 0.05][index] as number))).toBeLessThan(0.03);
    }
  });

  it('takes the likeliest at temperature 0, the first of equals', () => {
    expect(chooseToken(logProbabilities(0.2, 0.4, 0.4), { ...neutral, temperature: 0 }, new Random(1))).toBe(1);
  });

  it.each([
    ['top_k', { top_k: 2 }, [true, true, false, false]],
    ['top_p', { top_p: 0.75 }, [true, true, false, false]],
    ['top_p that the first reaches', { top_p: 0.5 }, [true, false, false, false]],
    ['min_p', { min_p: 0.29 }, [true, true, true, false]],
  ])('%s keeps the right tokens', (_, filter, kept) => {
    expect(shares(logits, { ...neutral, ...filter }).map((share) => share > 0)).toEqual(kept);
  });

  it('draws of a large vocabulary as if all of it were sorted', takesLong, () => {
    const values = new Random(7);
    const flat = Float32Array.from({ length: 5000 }, () => values.normal() / 4);
    const steep = Float32Array.from({ length: 5000 }, () => values.normal() * 6);
    for (const some of [flat, steep, new Float32Array(5000)]) {
      const order = [...some.keys()].sort((a, b) => (some[b] as number) - (some[a] as number) || a - b);
      const weights = order.map((id) => Math.exp((some[id] as number) - (some[order[0] as number] as number)));
      for (const [top_k, top_p] of [
        [0, 0.9],
        [0, 0.2],
        [0, 0.9999],
        [40, 1],
        [40, 0.5],
        [4999, 0.9],
      ] as const) {
        const kept = weights.slice(0, top_k || undefined);
        const needed = top_p * kept.reduce((sum, weight) => sum + weight, 0);
        let [sum, count] = [0, 0];
        while (count < kept.length && (count === 0 || sum < needed)) sum += kept[count++] as number;
        const random = new Random(3);
        const expected = new Random(3);
        for (let draw = 0; draw < 20; draw++) {
          let rest = expected.next() * sum;
          const at = kept.slice(0, count).findIndex((weight) => {
            rest -= weight;
            return rest < 0;
          });
          expect(chooseToken(some, { ...neutral, top_k, top_p }, random)).toBe(order[at < 0 ? count - 1 : at]);
        }
      }
    }
  });

  it('never draws a logit of −∞', () => {
    const some = Float32Array.from([Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY, 0]);
    expect(shares(some, neutral).map((share) => share > 0)).toEqual([false, true, false, true]);
  });

  it('penalizes repetition once a token, as transformers does', () => {
    const some = Float32Array.from([2, -2, 1]);
    penalizeRepetition(some, [0, 0, 1], 2);
    expect([...some]).toEqual([1, -4, 1]);
  });
});

describe('stop strings', () => {
  it('hold text back until it cannot begin one', () => {
    const filter = new StopFilter(['END', 'E!']);
    expect(['a', 'E', 'N', 'x', 'E', '!', 'y'].map((text) => filter.push(text))).toEqual([
      'a',
      '',
      '',
      'ENx',
      '',
      '',
      '',
    ]);
    expect(filter.stopped).toBe(true);
    expect(filter.flush()).toBe('');
  });

  it('give back what was held when the text ends', () => {
    const filter = new StopFilter(['END']);
    expect(filter.push('it is the EN')).toBe('it is the ');
    expect(filter.flush()).toBe('EN');
  });
});

describe('generation', () => {
  const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson([], 258)), JSON.stringify(tokenizerConfig(16)), 'test');
  const idOf = (byte: number) => {
    for (let id = 2; id < 258; id++) if (tokenizer.bytes(id)?.[0] === byte) return id;
    throw new Error(`no token for byte ${byte}`);
  };

  /** A decoder that wants to say given bytes whatever it is fed; everything else is equally unlikely. */
  function scripted(bytes: number[], strength = 100): Decoder {
    let position = 0;
    return {
      length: 0,
      next: async () => {
        const logits = new Float32Array(258);
        const byte = bytes[position++];
        logits[byte === undefined ? 0 : idOf(byte)] = strength;
        return logits;
      },
      back: () => {},
      dispose: () => {},
    };
  }

  async function collect(change: Partial<GenerationRequest>) {
    const events: GenerationEvent[] = [];
    const base = { tokenizer, decoder: scripted([]), contextLength: 16, prompt: 'hi', settings: DEFAULT_GENERATION };
    for await (const event of generate({ ...base, ...change })) events.push(event);
    const done = events.at(-1);
    if (done?.event !== 'done') throw new Error('no end');
    const streamed = events.map((event) => (event.event === 'token' ? event.text : '')).join('');
    return { ...done, streamed };
  }
  const utf8 = (text: string) => [...new TextEncoder().encode(text)];

  it('ends at END_OF_TEXT, which is among the tokens but not in the text', async () => {
    const result = await collect({ decoder: scripted(utf8('hé')) });
    expect(result).toMatchObject({ text: 'hé', streamed: 'hé', finishReason: 'eos' });
    expect(result.tokens).toEqual([...utf8('hé').map(idOf), 0]);
  });

  it('ends at max_tokens, at the context, at a stop string', async () => {
    const long = () => scripted(utf8('abcdefghijklmnopqrstuvwxyz'));
    const settings = { ...DEFAULT_GENERATION, max_tokens: 3 };
    expect(await collect({ decoder: long(), settings })).toMatchObject({ text: 'abc', finishReason: 'length' });
    // The prompt is END_OF_TEXT and two bytes: 13 places are left.
    expect(await collect({ decoder: long() })).toMatchObject({ text: 'abcdefghijklm', finishReason: 'context' });
    const stop = { ...DEFAULT_GENERATION, stop: ['de'] };
    expect(await collect({ decoder: long(), settings: stop })).toMatchObject({ text: 'abc', finishReason: 'stop' });
  });

  it('never draws bytes that break a character, and gives out whole ones only', async () => {
    // The model wants a lone continuation byte, then half a character: neither may come out.
    for (let seed = 0; seed < 20; seed++) {
      const settings = { ...DEFAULT_GENERATION, temperature: 2, seed, max_tokens: 12 };
      const { text } = await collect({ decoder: scripted([0x80, 0xe4, 0x41, 0xc3, 0x28, 0xff], 8), settings });
      expect(text).not.toContain('\uFFFD');
    }
  });

  it('does not go on with the word that a text is given to begin with, whatever the temperature', async () => {
    const logits = Float32Array.from({ length: 258 }, (_, id) => (id === idOf(0x73) ? 99 : id === idOf(0x2d) ? 50 : 0));
    const decoder = { ...scripted([]), next: async () => logits.slice() };
    for (const temperature of [0, 0.7]) {
      const settings = { ...DEFAULT_GENERATION, temperature, max_tokens: 4 };
      const given = { text: 'Oak-sss', streamed: 'Oak-sss' };
      expect(await collect({ decoder, settings, opening: 'Oak' })).toMatchObject(given);
      expect(await collect({ decoder, settings })).toMatchObject({ text: 'ssss' });
    }
  });

  it('says the same for the same seed', async () => {
    const draw = (seed: number) =>
      collect({ decoder: scripted([0x41, 0x42], 1), settings: { ...DEFAULT_GENERATION, seed, max_tokens: 8 } });
    expect((await draw(5)).text).toBe((await draw(5)).text);
    expect((await draw(5)).text).not.toBe((await draw(6)).text);
  });

  it('does not make the same turns for another prompt', async () => {
    const settings = { ...DEFAULT_GENERATION, seed: 0, max_tokens: 8 };
    const texts = await Promise.all(
      ['hi', 'ho', 'hu'].map((prompt) => collect({ decoder: scripted([], 0), prompt, settings })),
    );
    expect(new Set(texts.map(({ text }) => text)).size).toBe(3);
  });

  it('refuses a prompt that leaves no room', async () => {
    await expect(collect({ prompt: 'x'.repeat(15) })).rejects.toMatchObject({
      code: 'prompt_too_long',
      details: { tokens: 16, limit: 15 },
    });
  });

  it('ends when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await collect({ decoder: scripted(utf8('abc')), signal: controller.signal })).toMatchObject({
      finishReason: 'cancelled',
      tokens: [],
    });
  });
});
