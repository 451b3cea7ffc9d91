import { expect, test } from 'vitest';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import type { GgufValue } from './header.ts';
import { ggufTokenizer } from './tokenizerJson.ts';
import { ggufVocabulary } from './vocabulary.ts';

const source = (json: object, size: number, more: object = {}) =>
  ({
    ...{
      config: { vocab_size: size, pad_token_id: 0 },
      tokenizerJson: JSON.stringify(json),
      tokenizerConfigJson: '{}',
    },
    ...{ chatTemplate: null, eosTokenIds: [2], bosTokenId: 1, addsBos: true },
    ...more,
  }) as never;

/** What a reader makes of the fields that are written. */
function readAgain(fields: ReadonlyMap<string, object>) {
  const metadata = new Map([...fields].map(([key, field]) => [key, Object.values(field)[0] as GgufValue]));
  const { tokenizerJson, tokenizerConfigJson } = ggufTokenizer(metadata, 'file');
  return new Tokenizer(tokenizerJson, tokenizerConfigJson, 'file');
}

/** SentencePiece's pieces as transformers keeps them: merges, and bytes for what is no piece. */
function pieces(prefix: boolean) {
  const merges = ['▁ l', 'a m', '▁l am', 'p s', '▁lam ps', 'a p'];
  const words = ['<unk>', '<s>', '</s>', ...Array.from({ length: 256 }, (_, byte) => `<0x${hex(byte)}>`)];
  const letters = [...'▁lampsé'];
  const vocab = [...words, ...letters, ...merges.map((merge) => merge.replace(' ', '')), '<mark>'];
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
  return {
    added_tokens: [
      ...['<unk>', '<s>', '</s>'].map((content, id) => ({ id, content, special: true })),
      { id: vocab.length - 1, content: '<mark>', special: false },
    ],
    normalizer: prefix ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, replace] } : replace,
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
      ],
    },
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      fuse_unk: true,
      byte_fallback: true,
      vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
      merges,
    },
  };
}
const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

test.each([true, false])('pieces are joined in the order of their merges (a space before each text: %s)', (prefix) => {
  const json = pieces(prefix);
  const size = Object.keys(json.model.vocab).length;
  const fields = ggufVocabulary(source(json, size + 2));
  const value = (name: string) => Object.values(fields.get(`tokenizer.ggml.${name}`) ?? {})[0] as never;
  expect([value('model'), value('add_space_prefix'), value('unknown_token_id')]).toEqual(['llama', prefix, 0]);
  const types = value('token_type') as number[];
  // Unknown, control, bytes, pieces, one that somebody added, those that the tokenizer has not.
  expect([types[0], types[1], types[3], types[259], types[size - 1], types[size]]).toEqual([2, 3, 6, 1, 4, 5]);
  const tokens = value('tokens') as string[];
  const scores = value('scores') as number[];
  const score = (token: string) => scores[tokens.indexOf(token)] as number;
  expect(score('▁l')).toBeGreaterThan(score('▁lam'));
  expect(score('ap')).toBeGreaterThan(score('p'));
  const [written, read] = [new Tokenizer(JSON.stringify(json), '{}', 'model'), readAgain(fields)];
  for (const text of ['lamps', ' lamp', 'maps é', 'x', 'a  l'])
    expect(read.encode(text).slice(1), text).toEqual(written.encode(text));
});

const byteLevel = (pre_tokenizer: object, more: object = {}) => ({
  pre_tokenizer,
  model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: [['a', 'b']], ...more },
});
const BYTES = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
const split = (Regex: string) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });
const LLAMA3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

test.each([
  ['gpt-2', byteLevel({ type: 'ByteLevel', add_prefix_space: false })],
  [
    'smollm',
    byteLevel({
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { ...BYTES, use_regex: true },
      ],
    }),
  ],
  ['llama-bpe', byteLevel({ type: 'Sequence', pretokenizers: [split(LLAMA3), BYTES] }, { ignore_merges: true })],
  ['dbrx', byteLevel({ type: 'Sequence', pretokenizers: [split(LLAMA3), BYTES] })],
  ['qwen2', byteLevel({ type: 'Sequence', pretokenizers: [split(LLAMA3.replace('{1,3}', '')), BYTES] })],
])('words are split as %s', (name, json) => {
  expect(ggufVocabulary(source(json, 3)).get('tokenizer.ggml.pre')).toEqual({ string: name });
});

test.each([
  ['pre_tokenizer', byteLevel({ type: 'Sequence', pretokenizers: [split('\\w+'), BYTES] })],
  ['pre_tokenizer', byteLevel({ type: 'ByteLevel', add_prefix_space: true })],
  ['pre_tokenizer', byteLevel({ type: 'ByteLevel', add_prefix_space: false }, { ignore_merges: true })],
  ['model', { model: { type: 'Unigram', vocab: [['a', -1]], byte_fallback: true } }],
  ['model', { model: { type: 'WordPiece', vocab: { a: 0 } } }],
])('another %s is refused by name', (part, json) => {
  expect(() => ggufVocabulary(source(json, 3))).toThrow(
    expect.objectContaining({ code: 'gguf_tokenizer_unsupported', details: expect.objectContaining({ part }) }),
  );
});

test('how texts, turns and messages end', () => {
  const json = byteLevel({ type: 'ByteLevel', add_prefix_space: false });
  const ends = (eosTokenIds: number[]) => {
    const fields = ggufVocabulary(source(json, 8, { eosTokenIds }));
    return ['eos', 'eot', 'eom'].map((name) => Object.values(fields.get(`tokenizer.ggml.${name}_token_id`) ?? {})[0]);
  };
  expect(ends([])).toEqual([undefined, undefined, undefined]);
  expect(ends([5])).toEqual([5, undefined, undefined]);
  expect(ends([5, 6, 7])).toEqual([5, 6, 7]);
});
