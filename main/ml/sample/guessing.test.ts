import { describe, expect, it } from 'vitest';
import { DEFAULT_GENERATION, type GenerationSettings } from '../../../shared/domain/models/generation.ts';
import { Random } from '../random.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import type { Decoder } from './decoder.ts';
import { generate } from './generate.ts';
import { GuessPace } from './guessing.ts';

const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson([], 258)), JSON.stringify(tokenizerConfig(64)), 'test');
const V = tokenizer.vocabSize;
const letters = tokenizer.encode('abcdefgh ');

/** Scores that follow from all tokens before, so that one too many or too few would show; a few of them are likely. */
function scores(taken: readonly number[]): Float32Array {
  const random = new Random(taken.reduce((hash, id) => (Math.imul(hash, 31) + id + 1) >>> 0, 7));
  const logits = new Float32Array(V).fill(-20);
  for (const id of letters) logits[id] = 3 * random.normal();
  logits[tokenizer.endOfText] = -1;
  return logits;
}

/** A decoder, one that guesses with another's scores every so often, and what was taken in of guesses. */
function decoders(wrongEvery: number): { plain: Decoder; guessing: Decoder; checks: number[] } {
  const checks: number[] = [];
  const make = (): Decoder & { taken: number[] } => ({
    taken: [],
    get length() {
      return this.taken.length;
    },
    async next(ids) {
      this.taken.push(...ids);
      return scores(this.taken);
    },
    back(length) {
      this.taken = this.taken.slice(0, length);
    },
    dispose() {},
  });
  const guessing = make();
  let asked = 0;
  guessing.ahead = async (id, guess, most) => {
    const { taken } = guessing;
    const guessed: number[] = [];
    while (guessed.length < most) {
      const isWrong = ++asked % wrongEvery === 0;
      const next = guess(scores([...taken, id, ...guessed, ...(isWrong ? [1] : [])]));
      if (next === null) break;
      guessed.push(next);
    }
    const rows = [id, ...guessed].map((one) => {
      taken.push(one);
      return scores(taken);
    });
    checks.push(guessed.length);
    return { guessed, rows };
  };
  return { plain: make(), guessing, checks };
}

async function write(decoder: Decoder, settings: Partial<GenerationSettings>) {
  const events: unknown[] = [];
  const request = {
    tokenizer,
    decoder,
    contextLength: 64,
    prompt: 'ab',
    settings: { ...DEFAULT_GENERATION, ...settings },
  };
  for await (const event of generate(request))
    events.push('tokensPerSecond' in event ? { ...event, tokensPerSecond: 0 } : event);
  return events;
}

describe('a text that is guessed ahead', () => {
  it.each([1, 2, 5, 1000])('is the one that is written token by token, one guess in %i wrong', async (wrongEvery) => {
    for (const temperature of [0, 0.7, 0.94]) {
      for (let seed = 0; seed < 12; seed++) {
        const settings = { temperature, seed, repetition_penalty: 1.2, max_tokens: 20 + seed, stop: ['hh', 'a b'] };
        const { plain, guessing } = decoders(wrongEvery);
        expect(await write(guessing, settings)).toEqual(await write(plain, settings));
      }
    }
  });

  it('fills the context and goes no further', async () => {
    const { plain, guessing, checks } = decoders(4);
    const settings = { temperature: 0.9, seed: 3, max_tokens: 4096 };
    expect(await write(guessing, settings)).toEqual(await write(plain, settings));
    expect(guessing.length).toBeLessThan(64);
    expect(Math.max(...checks)).toBeGreaterThan(1);
  });
});

describe('how many are guessed', () => {
  it('is as many as can be checked where guesses are right', () => {
    const pace = new GuessPace(7);
    for (let step = 0; step < 50; step++) pace.learn(7, 7);
    expect(pace.next()).toBe(7);
  });

  it('is one where they are wrong, and grows again', () => {
    const pace = new GuessPace(7);
    for (let step = 0; step < 50; step++) pace.learn(7, 0);
    expect(pace.next()).toBe(1);
    for (let step = 0; step < 50; step++) pace.learn(1, 1);
    expect(pace.next()).toBe(7);
  });
});
