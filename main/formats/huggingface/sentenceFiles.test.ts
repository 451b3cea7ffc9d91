import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderSentenceFacts } from './sentenceFiles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-sentences-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const json = (name: string, value: unknown) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(value));
};
const module = (kind: string, path: string) => ({ path, type: `sentence_transformers.models.${kind}` });

test('a folder without the files has the mean of all tokens, as sentence-transformers takes it', async () => {
  expect(await folderSentenceFacts(folder)).toEqual({
    pooling: { from: 'mean', normalize: false },
    said: false,
    mostTokens: null,
    prompts: { query: '', document: '' },
  });
});

test.each([
  [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }, 'first'],
  [{ pooling_mode_cls_token: false, pooling_mode_mean_tokens: true }, 'mean'],
  [{ pooling_mode: 'cls' }, 'first'],
  [{ pooling_mode: 'mean' }, 'mean'],
])('%j is read', async (config, from) => {
  json('modules.json', [module('Transformer', ''), module('Pooling', '1_Pooling')]);
  json('1_Pooling/config.json', { word_embedding_dimension: 8, ...config });
  expect(await folderSentenceFacts(folder)).toMatchObject({ pooling: { from, normalize: false }, said: true });
});

test('length 1, the longest text and what stands before texts are read', async () => {
  json('modules.json', [module('Transformer', ''), module('Pooling', '1_Pooling'), module('Normalize', '2_Normalize')]);
  json('1_Pooling/config.json', { pooling_mode_mean_tokens: true });
  json('sentence_bert_config.json', { max_seq_length: 256, do_lower_case: false });
  json('config_sentence_transformers.json', { prompts: { query: 'query: ', passage: 'passage: ' } });
  expect(await folderSentenceFacts(folder)).toEqual({
    pooling: { from: 'mean', normalize: true },
    said: true,
    mostTokens: 256,
    prompts: { query: 'query: ', document: 'passage: ' },
  });
});

test.each([
  [
    'another module',
    [module('Transformer', ''), module('Pooling', '1_Pooling'), module('Dense', '2_Dense')],
    {},
    'Dense',
  ],
  ['another pooling', [module('Pooling', '1_Pooling')], { pooling_mode_max_tokens: true }, 'max_tokens'],
  [
    'two poolings',
    [module('Pooling', '1_Pooling')],
    { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true },
    'cls_token, mean_tokens',
  ],
])('%s is named', async (_, modules, pooling, value) => {
  json('modules.json', modules);
  json('1_Pooling/config.json', pooling);
  await expect(folderSentenceFacts(folder)).rejects.toMatchObject({
    code: 'model_setting_unsupported',
    details: { value },
  });
});

test.each([[{ path: '../elsewhere' }], [{ path: 3 }]])('a module at %j is refused', async (change) => {
  json('modules.json', [{ ...module('Pooling', '1_Pooling'), ...change }]);
  await expect(folderSentenceFacts(folder)).rejects.toMatchObject({ code: 'model_invalid' });
});
