import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_GENERATION } from '../../../shared/domain/models/generation.ts';
import { containsSpelled } from '../../../shared/domain/tasks/containsValue.ts';
import { Random } from '../random.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import { TextWriter } from './textWriter.ts';
import { WordEnd } from './wordEnd.ts';

const MERGES = [
  ['l', 'i'],
  ['Ġ', 'l'],
  ['1', '.'],
  ['.', 'l'],
] as const;
const V = 258 + MERGES.length;
const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson(MERGES, V)), JSON.stringify(tokenizerConfig(64)), 'test');

function idOf(text: string | readonly number[]): number {
  const wanted = Uint8Array.from(typeof text === 'string' ? new TextEncoder().encode(text) : text).join();
  for (let id = 0; id < V; id++) if (tokenizer.bytes(id)?.join() === wanted) return id;
  throw new Error(`no token of ${wanted}`);
}
function mayCome(end: WordEnd, token: string | readonly number[]): boolean {
  const logits = new Float32Array(V);
  end.mask(logits);
  return logits[idOf(token)] === 0;
}

test('a token that would make the word longer is left out, and so is the beginning of a character that is nearly always a letter', () => {
  const end = new WordEnd(tokenizer, 'Uucp');
  const may = (tokens: readonly (string | readonly number[])[]) => tokens.filter((token) => mayCome(end, token));
  expect(may(['l', 'li', 'Z', '7', '1.', [0xc3], [0xd0], [0xcc], [0xeb]])).toEqual([]);
  const others = [' ', ' l', '.', '.l', '-', '\n', [0xe2], [0xe4], [0xc2]];
  expect(may(others)).toEqual(others);
  const logits = new Float32Array(V);
  end.mask(logits);
  expect(logits[tokenizer.endOfText]).toBe(0);
});

test('where words have no blanks between them, and after a sign, only marks are', () => {
  for (const opening of ['轻便水壶', 'C++']) {
    const end = new WordEnd(tokenizer, opening);
    expect(['l', 'li', '7', [0xc3], [0xeb], [0xe4]].every((token) => mayCome(end, token))).toBe(true);
    expect(mayCome(end, [0xcc])).toBe(false);
  }
  // An accent by itself belongs to the letter before, however that is put.
  expect(mayCome(new WordEnd(tokenizer, 'Cafe\u0301'), 'l')).toBe(false);
});

test('what a beginning may become is told apart when the rest of it comes, and then all may come', () => {
  const end = new WordEnd(tokenizer, 'Uucp');
  end.push(idOf([0xc2]));
  const copy = end.copy();
  // ² goes on with a word, ° does not.
  expect([mayCome(end, [0xb2]), mayCome(end, [0xb0])]).toEqual([false, true]);
  end.push(idOf([0xb0]));
  expect(mayCome(end, 'l')).toBe(true);
  expect(mayCome(copy, [0xb2])).toBe(false);
});

const written = (opening: string, seed: number, logits: () => Float32Array, own = tokenizer, prompt = 'p') => {
  const settings = { ...DEFAULT_GENERATION, temperature: 1, seed, max_tokens: 5 };
  const writer = new TextWriter({ tokenizer: own, contextLength: 64, prompt, opening, settings });
  while (!writer.finishReason) writer.take(logits());
  return writer.finish();
};

test.each(['Uucp', '轻便水壶', 'C++', 'Oak Lamp 9', 'Cafe\u0301', 'สวัสดี', '사과', 'Αθήνα'])(
  '“%s” stays a word of any text that begins with it',
  (opening) => {
    const random = new Random(5);
    const draw = () => Float32Array.from({ length: V }, (_, id) => (tokenizer.endsText(id) ? -9 : random.normal() * 3));
    const texts = Array.from({ length: 60 }, (_, seed) => written(opening, seed, draw));
    expect(texts.filter((text) => !containsSpelled(text, opening))).toEqual([]);
    expect(new Set(texts).size).toBeGreaterThan(50);
  },
);

test('only the first character after it is held to this, and nothing is where a text begins with nothing', () => {
  const wants = () => Float32Array.from({ length: V }, (_, id) => (id === idOf('l') ? 20 : id === idOf('-') ? 10 : 0));
  expect(written('Uucp', 1, wants)).toBe('Uucp-llll');
  expect(written('', 1, wants)).toBe('lllll');
});

test('a text that begins with something keeps the space after it, even without a prompt', () => {
  const json = readFileSync(new URL('../tokenizer/testing/fixtures/sentencepiece_bpe.json', import.meta.url), 'utf8');
  const pieces = new Tokenizer(json, '{"eos_token": "</s>"}', 'test');
  const wants = (token: string) => {
    const logits = new Float32Array(pieces.vocabSize);
    const id = Array.from(logits.keys()).find((one) => pieces.text(one) === token) as number;
    return () => logits.map((_, at) => (at === id ? 99 : 0));
  };
  expect(written('Kettle', 1, wants(' '), pieces, '')).toBe(`Kettle${' '.repeat(5)}`);
  expect(written('', 1, wants(' '), pieces, '')).toBe(' '.repeat(4));
});
