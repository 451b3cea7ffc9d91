import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contextOf } from '../../../shared/domain/architectures/index.ts';
import { parameterShapes } from '../../ml/architectures/model.ts';
import { tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { promptText } from '../../tasks/textGeneration/predict/promptText.ts';
import { TINY_MODEL, writeTinyModel } from '../../workers/testing/tinyModel.ts';
import { readModel } from './modelFiles.ts';
import { openFolder } from './openFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-model-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const change = (config: object) => writeTinyModel(folder, { ...TINY_MODEL, ...config });
const problem = (text: string | RegExp) => ({
  code: 'model_invalid',
  details: { problem: expect.stringMatching(text) },
});

/** Takes the spaces away that align the tensors: such a file is valid, too. */
function unpad(path: string): void {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  let text = bytes.toString('utf8', 8, 8 + length).trimEnd();
  // Of any length but one that would be aligned by chance.
  while (text.length % 4 === 0) text += ' ';
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([start, Buffer.from(text), bytes.subarray(8 + length)]));
}

describe('a model of others loads', () => {
  test('with a header that nobody padded', async () => {
    writeTinyModel(folder);
    const padded = await readModel(folder);
    unpad(at('model.safetensors'));
    expect((await readModel(folder)).weights).toEqual(padded.weights);
  });

  test('as transformers 5 saves it', async () => {
    const { rope_theta, torch_dtype, ...config } = TINY_MODEL;
    const saved = { dtype: torch_dtype, rope_parameters: { rope_theta, rope_type: 'default' }, use_cache: true };
    writeTinyModel(folder, { ...config, ...saved, transformers_version: '5.0.0', pretraining_tp: 1 });
    expect((await readModel(folder)).config).toEqual(TINY_MODEL);
  });

  test('with a context that is longer than there is room for, of which a part is used', async () => {
    change({ max_position_embeddings: 2 ** 24 });
    const { config } = await readModel(folder);
    expect(contextOf(config)).toBe(8192);
  });
});

describe('what no machine can hold is refused before anything is made of it', () => {
  test.each([
    ['layers', { num_hidden_layers: 1_000_000 }, /num_hidden_layers/],
    ['layers beyond numbers', { num_hidden_layers: 10 ** 12 }, /num_hidden_layers/],
    ['context', { max_position_embeddings: 10 ** 12 }, /1000000000000 is more than the 16777216/],
    ['vocabulary', { vocab_size: 10 ** 12 }, /vocab_size/],
    ['width', { hidden_size: 10 ** 9 }, /it has \d+ bytes, but a model of this configuration needs at least/],
    ['width beyond numbers', { hidden_size: 10 ** 15, intermediate_size: 10 ** 15 }, /hidden_size/],
    ['heads', { num_attention_heads: 2 ** 20, num_key_value_heads: 2 ** 20 }, /needs at least/],
    ['a position', { head_dim: 2 ** 28 }, /one position of a text takes/],
    ['half a channel', { head_dim: 5 }, /head_dim/],
    ['heads that cannot share', { num_key_value_heads: 3 }, /num_key_value_heads/],
    ['other positions', { rope_scaling: { rope_type: 'llama3', factor: 8 } }, /rope_scaling/],
  ])('%s', async (_, config, text) => {
    change(config);
    await expect(readModel(folder)).rejects.toMatchObject(problem(text));
  });

  test('a file that is a hole', async () => {
    const config = { ...TINY_MODEL, hidden_size: 2 ** 18, intermediate_size: 2 ** 18 };
    change(config);
    let end = 0;
    const entries = Array.from(parameterShapes(config), ([name, shape]) => {
      const begin = end;
      end += 4 * shape.reduce((product, side) => product * side, 1);
      return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
    });
    const header = JSON.stringify(Object.fromEntries(entries));
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(at('model.safetensors'), Buffer.concat([start, Buffer.from(header)]));
    truncateSync(at('model.safetensors'), 8 + header.length + end);
    await expect(readModel(folder)).rejects.toMatchObject({ code: 'model_too_large' });
  });

  test('a million tensors', takesLong, async () => {
    writeTinyModel(folder);
    const entry = (index: number) => `"t${index}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`;
    const header = `{${Array.from({ length: 1_000_000 }, (_, index) => entry(index)).join(',')}}`;
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(at('model.safetensors'), Buffer.concat([start, Buffer.from(header)]));
    await expect(readModel(folder)).rejects.toMatchObject(problem(/the header has \d+ bytes; at most 8388608/));
  });

  test('a vocabulary that the model does not have', async () => {
    writeTinyModel(folder);
    writeFileSync(at('tokenizer.json'), JSON.stringify(tokenizerJson([], 301)));
    await expect(readModel(folder)).rejects.toMatchObject(problem('it has 301 tokens, the model 300'));
  });

  test('a tokenizer without an end', async () => {
    writeTinyModel(folder);
    truncateSync(at('tokenizer.json'), 2 ** 40);
    await expect(readModel(folder)).rejects.toMatchObject(problem(/it has 1099511627776 bytes; at most \d+ are read/));
  });
});

describe.skipIf(process.platform === 'win32')('what is no file is not opened', () => {
  const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

  test.each(FILES)('%s', async (name) => {
    for (const [make, fileType] of [
      [() => execFileSync('mkfifo', [at(name)]), 'pipe'],
      [() => symlinkSync('/dev/zero', at(name)), 'device'],
    ] as const) {
      writeTinyModel(folder);
      rmSync(at(name));
      make();
      await expect(readModel(folder)).rejects.toMatchObject({ code: 'file_not_regular', details: { fileType } });
      rmSync(at(name));
    }
  });

  test('the recipe', async () => {
    writeTinyModel(folder);
    execFileSync('mkfifo', [at('kindling.json')]);
    const room = { tokenizer: { encode: () => [] }, contextLength: 1, maxTokens: 1 };
    const prompt = promptText({ kind: 'inputs', inputs: [] }, folder, await openFolder(folder), room);
    await expect(prompt).rejects.toMatchObject({ code: 'file_not_regular' });
  });
});

test('a folder without a file says which', async () => {
  writeTinyModel(folder);
  rmSync(at('model.safetensors'));
  await expect(readModel(folder)).rejects.toMatchObject({
    code: 'model_invalid',
    details: { path: at('model.safetensors') },
  });
});
