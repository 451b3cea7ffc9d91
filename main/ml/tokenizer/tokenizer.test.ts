import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Tokenizer as NativeTokenizer } from 'tokenizers';
import { beforeAll, describe, expect, test } from 'vitest';
import { END_OF_TEXT, END_OF_TEXT_ID, PAD, PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { fewOr } from '../../setup/leftOut.ts';
import { trainMerges } from '../../tasks/prepare/trainTokenizer.ts';
import { StreamDecoder } from './streamDecoder.ts';
import { Tokenizer } from './tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from './tokenizerFile.ts';

const VOCABULARY = 1024;
/** Languages, digits, contractions, spaces of all kinds and emoji, so that merges and word borders of every kind are there. */
const TEXT = [
  "It's a steel bottle that keeps 500 ml of tea hot for 12 hours; you'll like it, they're sure. Don't!",
  '这款不锈钢保温杯容量五百毫升，可保温十二小时。保温杯，真好用！',
  'Größe: überraschend klein — naïve façade, déjà vu. Ёлка и чайник. ñandú',
  'قهوة عربية فاخرة  日本のお茶　とても美味しい  한국의 차',
  // Characters that are white space by one standard and not by another, in words that merge if they are taken for one.
  'a \ufeff\ufeff b\ufeff\ufeff c\u0085\u0085 d \u0085 \u0085e \u180e\u180e f\u200b\u200b \u200b \u001c\u001c \u001d',
  '👩‍👩‍👧‍👦 🎉🎉 ☕️ 🇩🇪 $19.99 (-20 %)\t\ttabs  and   spaces\u00a0here\u3000there',
];

let native: NativeTokenizer;
let ours: Tokenizer;
let json: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-tokenizer-'));
  const sample = readFileSync(new URL('../../../resources/sample.csv', import.meta.url), 'utf8').split('\n');
  const documents = async function* () {
    for (const completion of [...sample.slice(0, 300), ...Array(20).fill(TEXT).flat()])
      yield { prompt: '', completion };
  };
  const merges = await trainMerges(documents(), folder);
  await rm(folder, { recursive: true });
  json = JSON.stringify(tokenizerJson(merges, VOCABULARY));
  native = NativeTokenizer.fromString(json);
  ours = new Tokenizer(json, JSON.stringify(tokenizerConfig(128)), 'model');
});

const nativeIds = async (text: string) => (await native.encode(text)).getIds();

function decode(ids: readonly number[]): string {
  const decoder = new StreamDecoder(ours);
  return ids.map((id) => decoder.push(id)).join('');
}

test('the vocabulary has exactly the size asked for, each id once', () => {
  const { model } = JSON.parse(json) as { model: { vocab: Record<string, number>; merges: unknown[] } };
  const ids = Object.values(model.vocab).sort((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: VOCABULARY }, (_, id) => id));
  expect(ours.vocabSize).toBe(VOCABULARY);
  expect(model.merges.length).toBeGreaterThan(700);
  expect(ours.bytes(END_OF_TEXT_ID)).toBeNull();
  expect(ours.bytes(PAD_ID)).toBeNull();
  expect(ours.bytes(VOCABULARY)).toBeNull();
});

test('a text begins with END_OF_TEXT, and merges make it short', () => {
  const [english, chinese] = [ours.encode(' and with the'), ours.encode('保温杯')];
  expect(english).toHaveLength(4);
  expect(english[0]).toBe(END_OF_TEXT_ID);
  // One byte a token would be nine.
  expect(chinese.length).toBeLessThan(6);
});

test.each(TEXT)('text comes back whole: %s', async (text) => {
  const ids = ours.encode(text);
  expect(ids).toEqual(await nativeIds(text));
  expect(decode(ids)).toBe(text);
});

test('real Chinese text comes back whole', async () => {
  const text = '古代战争实时策略游戏（通用数据文件）\n用于音频和视频的多媒体框架——𠀀𪛖';
  expect(ours.encode(text)).toEqual(await nativeIds(text));
  expect(decode(ours.encode(text))).toBe(text);
});

test('random Unicode has the same ids in the native library and comes back whole', async () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      ...[
        ' ',
        '  ',
        '\n',
        '\r\n',
        '\t',
        "'s",
        "'LL",
        '\u0085',
        '\u00a0',
        '\u200b',
        '\u2028',
        '\u3000',
        '\ufeff',
        '\u180e',
      ],
      ...[
        '\u0001',
        '\u001f',
        '\u007f',
        '１２',
        '½',
        'Ⅷ',
        '保温',
        'keeps',
        '👩‍👧',
        'e\u0301',
        'ſ',
        '\ue000',
        '\u{10ffff}',
      ],
    ),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(text, async (sample) => {
      const ids = ours.encode(sample);
      expect(ids).toEqual(await nativeIds(sample));
      expect(decode(ids)).toBe(sample.toWellFormed());
    }),
    { numRuns: fewOr(30, 1000), seed: 20261124 },
  );
});

test('half of a surrogate pair becomes the replacement character in both', async () => {
  for (const text of ['\ud83d', 'a\udc00b', '\udc00\ud83d', ' \ud83d\ud83d\ude00 保']) {
    expect(ours.encode(text)).toEqual(await nativeIds(text));
    expect(decode(ours.encode(text))).toBe(text.toWellFormed());
  }
});

describe('special tokens', () => {
  test('are known in a prompt, as they are in transformers', async () => {
    expect(ours.encode(`a${END_OF_TEXT}b`)).toEqual(await nativeIds(`a${END_OF_TEXT}b`));
    expect(ours.encode(END_OF_TEXT)).toEqual([END_OF_TEXT_ID, END_OF_TEXT_ID]);
  });

  test('tell where a text ends: as the folder says, in either of its forms, else as here', () => {
    const json = JSON.stringify(tokenizerJson([], 300));
    const end = (config: object) => new Tokenizer(json, JSON.stringify(config), 'model').endOfText;
    expect(end(tokenizerConfig(16))).toBe(END_OF_TEXT_ID);
    expect(end({ eos_token: PAD })).toBe(PAD_ID);
    expect(end({ eos_token: { content: PAD, special: true } })).toBe(PAD_ID);
    expect([end({}), end({ eos_token: null }), end({ eos_token: 'unknown' })]).toEqual([0, 0, 0]);
  });

  test('fill up a vocabulary for which there are too few merges', () => {
    const few = JSON.stringify(tokenizerJson([['a', 'b']], 300));
    const small = new Tokenizer(few, JSON.stringify(tokenizerConfig(16)), 'model');
    expect(small.vocabSize).toBe(300);
    expect(small.encode('ab')).toHaveLength(2);
    // 2 special tokens, 256 bytes, 1 merge: the rest stands for nothing.
    expect(small.bytes(258)).toEqual(new Uint8Array([0x61, 0x62]));
    expect(small.bytes(259)).toBeNull();
    expect(small.bytes(299)).toBeNull();
  });
});

test.each(['', '{}', '[]', '{"model":{"type":"Unigram"}}'])('a broken tokenizer file is refused: %j', (broken) => {
  let thrown: unknown;
  try {
    new Tokenizer(broken, '{}', '/models/1');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(AppError);
  expect(thrown).toMatchObject({ code: 'model_invalid', details: { path: '/models/1' } });
});

test.each([2 ** 31, -1, 1.5, 'x', null])('a token with the id %j is refused before anything is made of it', (id) => {
  const file = tokenizerJson([], 300) as { model: { vocab: Record<string, unknown> } };
  file.model.vocab['<|reserved_0|>'] = id;
  const make = () => new Tokenizer(JSON.stringify(file), JSON.stringify(tokenizerConfig(64)), '/models/1');
  expect(make).toThrow(expect.objectContaining({ code: 'model_invalid' }));
});

test('a pattern that does not come to an end of a text is broken off', () => {
  const Regex = '(a+)+$';
  const pre_tokenizer = { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false };
  const file = JSON.stringify({ ...tokenizerJson([], 300), pre_tokenizer });
  const hostile = new Tokenizer(file, JSON.stringify(tokenizerConfig(64)), '/models/1');
  expect(hostile.encode('aaa').length).toBeGreaterThan(0);
  expect(() => hostile.encode(`${'a'.repeat(60)}!`)).toThrow(expect.objectContaining({ code: 'model_invalid' }));
});

test('a token that is put before a text and is not there has no id', () => {
  const single = [{ SpecialToken: { id: '<nothing>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }];
  const post_processor = { type: 'TemplateProcessing', single, pair: single, special_tokens: {} };
  const file = JSON.stringify({ ...tokenizerJson([], 300), post_processor });
  const made = new Tokenizer(file, JSON.stringify(tokenizerConfig(64)), '/models/1');
  expect(() => made.encode('a')).toThrow(expect.objectContaining({ code: 'model_invalid' }));
});
