import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countParameters, createConfig, withLayers } from '../../../shared/domain/architectures/index.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import { TINY_MODEL, writeModelFolder, writeTinyModel } from '../../workers/testing/tinyModel.ts';
import { openStudio, type Studio } from '../testing/studio.ts';
import { findModels } from './foundModels.ts';

let studio: Studio;
let folder: string;
beforeEach(async () => {
  studio = await openStudio();
  folder = join(studio.folder, 'tiny');
  writeTinyModel(folder);
});
afterEach(() => studio.close());

const add = async (path = folder, name?: string) => {
  const request = { source: { kind: 'path' as const, path }, ...(name === undefined ? {} : { name }) };
  const last = (await Array.fromAsync(studio.client.bases.add(request))).at(-1);
  if (last?.event !== 'done') throw new Error('it was not added');
  return last.base;
};

test('a model is listed where it lies, looked at again under the same id, and forgotten without its files', async () => {
  const base = await add();
  expect(base).toMatchObject({
    ...{ name: 'tiny', path: folder, architecture: 'llama', contextLength: 64, license: null, chat: false },
    parameters: countParameters(TINY_MODEL),
  });
  expect(base.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(await add(folder, 'Mine')).toMatchObject({ id: base.id, name: 'Mine', sha256: base.sha256 });
  expect((await studio.client.bases.list({})).map(({ name }) => name)).toEqual(['Mine']);
  await studio.client.bases.remove({ id: base.id });
  expect(await studio.client.bases.list({})).toEqual([]);
  expect(existsSync(join(folder, 'model.safetensors'))).toBe(true);
  await expect(studio.client.bases.get({ id: base.id })).rejects.toMatchObject({ code: 'not_found' });
});

test('an encoder is listed, and no run that is to write starts from it', async () => {
  const config = { ...createConfig('bert', 'nano', 64), vocab_size: 300 };
  writeModelFolder(folder, config, initialWeights(config, 7));
  const base = await add();
  expect(base).toMatchObject({ architecture: 'bert', contextLength: 64, parameters: countParameters(config) });
  const refusal = { code: 'model_is_encoder', details: { name: 'tiny', architecture: 'bert' } };
  const dataset = await studio.importText();
  await expect(studio.startRun(dataset.id, { base: base.id })).rejects.toMatchObject(refusal);
  // A head on a frozen body is for labels, and for a body that there is.
  const settings = { tuning: 'frozen' as const };
  const noHead = { code: 'bad_input', details: { path: 'settings.tuning' } };
  await expect(studio.startRun(dataset.id, { base: base.id, settings })).rejects.toMatchObject(noHead);
  await expect(studio.startRun(dataset.id, { settings })).rejects.toMatchObject(noHead);
  const plan = { size: 'nano' as const, base: base.id, settings: {} };
  await expect(studio.client.runs.preflight(plan)).rejects.toMatchObject(refusal);
  expect(studio.internalErrors).toEqual([]);
});

test('a head on a large frozen decoder takes its first layers, and the run is of those', async () => {
  const config = withLayers(TINY_MODEL, 30);
  writeModelFolder(folder, config, initialWeights(config, 7));
  const base = await add();
  const dataset = await studio.importText();
  const recipe = { kind: 'classify' as const, inputs: ['name'], output: 'tagline' };
  const started = (tuning: 'frozen' | 'lora') =>
    studio.startRun(dataset.id, { recipe, base: base.id, settings: { tuning } });
  for (const [tuning, layers] of [
    ['frozen', 18],
    ['lora', 30],
  ] as const) {
    const run = await started(tuning);
    expect(run.model.config).toEqual(withLayers(config, layers));
    expect(run.parameters).toBe(countParameters(run.model.config));
  }
});

test('what is no model says why, and is not listed', async () => {
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...TINY_MODEL, model_type: 'mamba' }));
  await expect(add()).rejects.toMatchObject({ code: 'model_architecture_unsupported' });
  expect(await studio.client.bases.list({})).toEqual([]);
  expect(studio.internalErrors).toEqual([]);
});

test('what other programs keep is found by name, and by nothing that only looks like it', async () => {
  const home = join(studio.folder, 'home');
  const write = (path: string, content: string) => {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), content);
  };
  const snapshot = '.cache/huggingface/hub/models--org--name/snapshots/abc';
  for (const name of ['config.json', 'tokenizer.json']) write(`${snapshot}/${name}`, '{}');
  write(`${snapshot}/model.safetensors`, 'weights');
  write('.cache/huggingface/hub/models--org--name/refs/main', 'abc\n');
  write('.cache/huggingface/hub/models--org--pickled/snapshots/abc/pytorch_model.bin', 'x');
  write('.cache/huggingface/hub/datasets--org--name/snapshots/abc/model.safetensors', 'x');
  write('.lmstudio/models/maker/Model-GGUF/Model-Q4.gguf', 'gguf!');
  write('.lmstudio/models/maker/Model-GGUF/readme.txt', 'no');
  const hash = 'a'.repeat(64);
  const layers = [
    { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'b'.repeat(64)}`, size: 1 },
    { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${hash}`, size: 4 },
  ];
  write(`.ollama/models/blobs/sha256-${hash}`, 'gguf');
  write('.ollama/models/manifests/hub.example/library/small/latest', JSON.stringify({ layers }));
  const outside = [{ ...layers[1], digest: 'sha256:../../../etc/passwd' }];
  write('.ollama/models/manifests/hub.example/library/evil/latest', JSON.stringify({ layers: outside }));
  write('.ollama/models/manifests/hub.example/library/broken/latest', '{');
  expect(await findModels({}, home)).toEqual([
    {
      name: 'maker/Model-GGUF/Model-Q4',
      path: join(home, '.lmstudio/models/maker/Model-GGUF/Model-Q4.gguf'),
      ...{ foundIn: 'lmstudio', bytes: 5 },
    },
    { name: 'org/name', path: join(home, snapshot), foundIn: 'huggingface', bytes: 7 },
    {
      name: 'small:latest',
      path: join(home, `.ollama/models/blobs/sha256-${hash}`),
      ...{ foundIn: 'ollama', bytes: 4 },
    },
  ]);
  expect(await findModels({ OLLAMA_MODELS: join(home, 'nowhere'), HF_HOME: join(home, 'empty') }, home)).toHaveLength(
    1,
  );
});
