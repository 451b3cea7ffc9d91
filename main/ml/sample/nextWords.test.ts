import { describe, expect, it } from 'vitest';
import { BYTE_TO_CHARACTER } from '../tokenizer/byteLevel.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import type { Decoder } from './decoder.ts';
import { nextWords } from './nextWords.ts';

/** What makes a token of each of the texts. */
function merging(texts: readonly string[]): [string, string][] {
  return texts.flatMap((text) => {
    const letters = Array.from(new TextEncoder().encode(text), (byte) => BYTE_TO_CHARACTER[byte]).join('');
    return Array.from({ length: letters.length - 1 }, (_, at): [string, string] => [
      letters.slice(0, at + 1),
      letters[at + 1] as string,
    ]);
  });
}

/** @param tokens texts that are a token each, if nothing longer is */
function tokenizerWith(tokens: readonly string[]): Tokenizer {
  const merges = merging(tokens);
  const seen = new Set<string>();
  const own = merges.filter(([one, other]) => !seen.has(one + other) && seen.add(one + other));
  return new Tokenizer(
    JSON.stringify(tokenizerJson(own, 258 + own.length)),
    JSON.stringify(tokenizerConfig(64)),
    'test',
  );
}

/** A model that knows a few texts by heart, by their tokens, and how often each is written. */
function knowing(tokenizer: Tokenizer, texts: Readonly<Record<string, number>>): Decoder & { looks: number } {
  const known = Object.entries(texts).map(([text, times]) => {
    return { ids: [...tokenizer.encode(text), tokenizer.endOfText], times };
  });
  let taken: number[] = [];
  return {
    looks: 0,
    get length() {
      return taken.length;
    },
    async next(ids) {
      this.looks++;
      taken.push(...ids);
      const logits = new Float32Array(tokenizer.vocabSize).fill(Number.NEGATIVE_INFINITY);
      for (const { ids: own, times } of known) {
        if (!taken.every((id, place) => own[place] === id)) continue;
        const next = own[taken.length] as number;
        logits[next] = Math.log(Math.exp(logits[next] as number) + times);
      }
      return logits;
    },
    back(length) {
      taken = taken.slice(0, length);
    },
    dispose() {},
  };
}

async function wordsAfter(prompt: string, texts: Readonly<Record<string, number>>, tokens: readonly string[] = []) {
  const tokenizer = tokenizerWith(tokens);
  const decoder = knowing(tokenizer, texts);
  const promptIds = tokenizer.encode(prompt);
  const words = await nextWords({ tokenizer, decoder, promptIds, contextLength: 64, count: 5 });
  return words.map(({ text, probability }) => [text, Number(probability.toFixed(3))]);
}

const FOOD = { 我喜欢吃苹果: 6, 我喜欢吃鱼: 3, '我喜欢吃。': 1 };

describe('the likeliest next words', () => {
  it('are whole words, of tokens that are no whole characters', async () => {
    expect(await wordsAfter('我喜欢吃', FOOD)).toEqual([
      ['苹果', 0.6],
      ['鱼', 0.3],
      ['。', 0.1],
    ]);
  });

  it('are found where a text was learned by a token that the prompt ends within', async () => {
    expect(await wordsAfter('我喜欢吃', FOOD, ['吃苹果', '喜欢'])).toEqual([
      ['苹果', 0.6],
      ['鱼', 0.3],
      ['。', 0.1],
    ]);
  });

  it('have the blank before them, end where another word begins, and may go on with the last one', async () => {
    const texts = { 'I like apples a lot': 4, "I like apple's pie": 2, 'I likened it': 1, 'I like': 3 };
    expect(await wordsAfter('I like', texts, [' apple', ' like'])).toEqual([
      [' apples', 0.4],
      ['', 0.3],
      [" apple's", 0.2],
      ['ned', 0.1],
    ]);
  });

  it('begin a text', async () => {
    expect(await wordsAfter('', { '我 a': 3, 'b c': 1 })).toEqual([
      ['我', 0.75],
      ['b', 0.25],
    ]);
  });
});
