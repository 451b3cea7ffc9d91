import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { StreamDecoder } from './streamDecoder.ts';
import { Tokenizer } from './tokenizer.ts';

/** Small tokenizers of each kind and what Python's `tokenizers` makes of odd texts, by `testing/fixtures/write.py`. */
const KINDS = ['byte_level', 'digits', 'sentencepiece_bpe', 'unigram', 'wordpiece'];
const read = (name: string) => readFileSync(new URL(`testing/fixtures/${name}.json`, import.meta.url), 'utf8');
interface Expected {
  text: string;
  ids: number[];
  decoded: string;
}

describe.each(KINDS)('%s', (kind) => {
  const tokenizer = new Tokenizer(read(kind), '{"eos_token": "</s>"}', kind);
  const texts = JSON.parse(read(`${kind}.expected`)) as Expected[];

  test.each(texts)('$text', ({ text, ids, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    const stream = new StreamDecoder(tokenizer, true);
    expect(ids.map((id) => stream.push(id)).join('')).toBe(decoded);
  });
});

test('a text of pieces goes on with its space', () => {
  const tokenizer = new Tokenizer(read('sentencepiece_bpe'), '{}', 'model');
  const stream = new StreamDecoder(tokenizer);
  expect(
    tokenizer
      .encode('keeps')
      .slice(1)
      .map((id) => stream.push(id))
      .join(''),
  ).toBe(' keeps');
  expect(tokenizer).toMatchObject({ addsBeginning: true, beginning: 1 });
});

test('a text may end in several ways', () => {
  const tokenizer = new Tokenizer(read('digits'), '{"eos_token": "</s>"}', 'model', 1000, [7, 9]);
  expect([1, 7, 9, 8].map((id) => tokenizer.endsText(id))).toEqual([true, true, true, false]);
  expect(tokenizer.endOfText).toBe(1);
});

test.each([
  ['model', { model: { type: 'WordLevel', vocab: {} } }, 'WordLevel'],
  [
    'pre_tokenizer',
    { pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'UnicodeScripts' }] } },
    'UnicodeScripts',
  ],
  ['normalizer', { normalizer: { type: 'Nmt' } }, 'Nmt'],
  ['decoder', { decoder: { type: 'CTC' } }, 'CTC'],
])('a %s that is not known is named', (part, change, value) => {
  const json = JSON.stringify({ ...(JSON.parse(read('digits')) as object), ...change });
  let thrown: unknown;
  try {
    new Tokenizer(json, '{}', '/models/1');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'model_tokenizer_unsupported', details: { part, value, path: '/models/1' } });
});
