import { expect, test } from 'vitest';
import { DEFAULT_HUB } from '../../../shared/domain/models/hub.ts';
import { hubName } from '../../formats/card/tunedCard.ts';
import { choicesOf, chosenOf, quantOf } from './choices.ts';
import { keyOf, localName } from './downloadFolder.ts';
import type { HubFile } from './hubApi.ts';
import { isSafePath, namesModel, parseHubId } from './hubId.ts';

const HUB = 'https://huggingface.co';
const files = (sizes: Record<string, number>): HubFile[] =>
  Object.entries(sizes).map(([path, bytes]) => ({ path, bytes, sha256: 'a'.repeat(64), gitSha1: null }));
const SMALL = {
  'config.json': 1,
  'tokenizer.json': 2,
  'README.md': 3,
  LICENSE: 4,
  'pytorch_model.bin': 99,
  'onnx/model.onnx': 99,
};

test('of a folder only what is read is taken, and where the weights are in several files the very ones', () => {
  const [one] = choicesOf('a/b', files({ ...SMALL, 'model.safetensors': 100, 'extra/model.safetensors': 7 }), null);
  expect(one?.files.map(({ path }) => path)).toEqual([
    'config.json',
    'tokenizer.json',
    'model.safetensors',
    'README.md',
    'LICENSE',
  ]);
  expect(one).toMatchObject({ file: null, bytes: 110, problem: null });
  const shards = { 'model-00001-of-00002.safetensors': 50, 'model-00002-of-00002.safetensors': 60 };
  const index = JSON.stringify({ weight_map: { a: Object.keys(shards)[0], b: Object.keys(shards)[1] } });
  const [two] = choicesOf(
    'a/b',
    files({ ...SMALL, ...shards, 'model.safetensors.index.json': 5, 'other.safetensors': 9 }),
    index,
  );
  expect(two?.bytes).toBe(10 + 5 + 110);
});

test('of an encoder comes what says how it makes vectors, under the names that it has there', () => {
  const sentences = [
    'modules.json',
    'sentence_bert_config.json',
    'config_sentence_transformers.json',
    '1_Pooling/config.json',
  ];
  const sizes = Object.fromEntries(sentences.map((path) => [path, 1]));
  const [one] = choicesOf(
    'a/b',
    files({ ...SMALL, ...sizes, 'model.safetensors': 100, '2_Dense/model.safetensors': 9 }),
    null,
  );
  expect(one?.files.map(({ path }) => path)).toEqual(expect.arrayContaining(sentences));
  expect(one?.bytes).toBe(110 + sentences.length);
  expect(localName('1_Pooling/config.json')).not.toBe(localName('config.json'));
  expect(localName('gguf/m-Q4_0.gguf')).toBe('m-Q4_0.gguf');
});

test('what cannot be used says why before anything is downloaded', () => {
  expect(() => choicesOf('a/b', files({ 'config.json': 1, 'pytorch_model.bin': 9 }), null)).toThrow(
    expect.objectContaining({ code: 'model_pickled', details: { path: 'a/b', file: 'pytorch_model.bin' } }),
  );
  expect(() => choicesOf('a/b', files({ 'README.md': 1 }), null)).toThrow(
    expect.objectContaining({ code: 'hub_no_model' }),
  );
  const [noTokenizer] = choicesOf('a/b', files({ 'config.json': 1, 'model.safetensors': 2 }), null);
  expect(noTokenizer?.problem).toMatchObject({ code: 'hub_file_missing', details: { file: 'tokenizer.json' } });
  const index = '{"weight_map":{"a":"../../evil.safetensors"}}';
  const evil = files({ ...SMALL, 'model.safetensors.index.json': 1, '../../evil.safetensors': 1 });
  expect(() => choicesOf('a/b', evil, index)).toThrow(expect.objectContaining({ code: 'model_invalid' }));
});

test('GGUFs are told apart, those that can be read first, and each is one file', () => {
  const sizes = {
    'm-IQ2_XS.gguf': 90,
    'm-Q4_K_M.gguf': 40,
    'm-Q8_0.gguf': 80,
    'q/m-00001-of-00002.gguf': 70,
    'mmproj-m.gguf': 5,
  };
  const choices = choicesOf('a/b', files({ ...sizes, '../m.gguf': 1 }), null);
  expect(choices.map(({ file, quant, problem }) => [file, quant, problem?.code ?? null])).toEqual([
    ['m-Q8_0.gguf', 'Q8_0', null],
    ['m-Q4_K_M.gguf', 'Q4_K_M', null],
    ['m-IQ2_XS.gguf', 'IQ2_XS', 'hub_quant_unsupported'],
    ['q/m-00001-of-00002.gguf', null, 'model_setting_unsupported'],
  ]);
  expect(chosenOf('a/b', choices, 'q4_k_m')).toBe(1);
  expect(chosenOf('a/b', choices, 'm-q8_0.GGUF')).toBe(0);
  expect(chosenOf('a/b', choices, null)).toBeNull();
  expect(() => chosenOf('a/b', choices, 'Q3')).toThrow(expect.objectContaining({ code: 'hub_file_unknown' }));
});

test.each([
  ['SmolLM2-135M-Instruct-Q4_K_M.gguf', 'Q4_K_M'],
  ['x/model.BF16.gguf', 'BF16'],
  ['Model-UD-Q4_K_XL.gguf', 'UD-Q4_K_XL'],
  ['model-f16.gguf', 'F16'],
  ['model-MXFP4.gguf', 'MXFP4'],
  ['model.gguf', null],
])('%s is stored as %s', (file, quant) => {
  expect(quantOf(file)).toBe(quant);
});

test.each([
  ['owner/name', { id: 'owner/name', revision: null, file: null }],
  ['hub:owner/name:Q4_K_M', { id: 'owner/name', revision: null, file: 'Q4_K_M' }],
  ['hf.co/owner/name:sub/f.gguf', { id: 'owner/name', revision: null, file: 'sub/f.gguf' }],
  ['owner/name@v1.0', { id: 'owner/name', revision: 'v1.0', file: null }],
  ['https://huggingface.co/owner/name', { id: 'owner/name', revision: null, file: null }],
  ['https://hf.co/owner/name/tree/main', { id: 'owner/name', revision: null, file: null }],
  [
    'https://huggingface.co/owner/name/blob/abc/f.gguf?download=1',
    { id: 'owner/name', revision: 'abc', file: 'f.gguf' },
  ],
  ['hub:gpt2', { id: 'gpt2', revision: null, file: null }],
])('%s is read', (text, expected) => {
  expect(parseHubId(text, HUB)).toEqual(expected);
});

test.each([
  '',
  'a/b/c',
  '../etc',
  'a/..',
  'owner/na me',
  'https://evil.example/owner/name',
  'a/b:../x.gguf',
  'a/b@../x',
  'a/b:/etc/passwd',
])('“%s” names no model', (text) => {
  expect(() => parseHubId(text, HUB)).toThrow(expect.objectContaining({ code: 'hub_id_invalid' }));
  expect(namesModel(text, HUB)).toBe(false);
});

test('pages of a hub with an address of its own are read', () => {
  expect(parseHubId('https://models.example/hf/a/b', 'https://models.example/hf').id).toBe('a/b');
});

test('no path leaves its folder, on any system', () => {
  for (const path of ['model.safetensors', 'a/b c.gguf', 'x-1.0+2.gguf']) expect(isSafePath(path)).toBe(true);
  for (const path of [
    '',
    '/a',
    'a//b',
    '../a',
    'a/../b',
    'a\\b',
    'C:a',
    'con',
    'nul.gguf',
    'a.',
    '.hidden',
    'a\nb',
    'a\0',
  ])
    expect(isSafePath(path)).toBe(false);
});

test('an export says which model of the hub it began with, from where that was downloaded to', () => {
  const download = { id: 'owner-a/name.b-c', commit: 'c'.repeat(40), file: null };
  const at = (hub: string, file: string | null) => ({
    path: `studio/bases/${keyOf({ ...download, hub, file })}/m.gguf`,
  });
  expect(hubName({ path: `studio/bases/${keyOf({ ...download, hub: DEFAULT_HUB })}` })).toBe('owner-a/name.b-c');
  expect(hubName(at(DEFAULT_HUB, 'm.gguf'))).toBe('owner-a/name.b-c');
  expect(hubName(at('https://hub.example', 'm.gguf'))).toBeNull();
});
