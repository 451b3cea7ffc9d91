import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import type { HubDownload, HubOffer } from '../../../shared/domain/models/hub.ts';
import { TINY_MODEL, writeTinyModel } from '../../workers/testing/tinyModel.ts';
import { openStudio, type Studio, WINDOW_PEER } from '../testing/studio.ts';
import { type ServedModel, startHub, type TestHub } from './testing/hubServer.ts';

const ID = 'maker/tiny-model';
const GGUF = 'maker/tiny-GGUF';

let studio: Studio;
const children: ChildProcess[] = [];
let server: TestHub;
let model: ServedModel;
beforeEach(async () => {
  studio = await openStudio();
  const folder = join(studio.folder, 'tiny');
  writeTinyModel(folder);
  const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  const card = Buffer.from('---\nlicense: mit\n---\nA card.');
  model = {
    files: { ...files, 'README.md': card, 'pytorch_model.bin': card },
    ...{ license: 'mit', downloads: 1200, facts: { config: { model_type: 'llama' }, safetensors: { total: 10_000 } } },
  };
  const gguf = { 'm-Q8_0.gguf': Buffer.alloc(300, 1), 'm-IQ1_S.gguf': Buffer.alloc(100, 2) };
  server = await startHub([
    [ID, model],
    [GGUF, { files: gguf, downloads: 5000, facts: { gguf: { total: 9, architecture: 'mamba', context_length: 64 } } }],
    ['maker/only-pickled', { files: { 'pytorch_model.bin': card } }],
  ]);
  studio.network.fetch = globalThis.fetch;
  await studio.client.settings.set({ hubUrl: server.url });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await studio.close();
  await server.close();
});

const look = (id = ID) => studio.client.hub.look({ id });
const download = async ({ id, commit, choices }: HubOffer, at = 0) => {
  const { file = null, bytes = 0 } = choices[at] ?? {};
  return (await studio.client.hub.download({ id, commit, file, bytes })).key;
};
/** Watches until a download is as wanted, and says how it is then. */
async function until(key: string, wanted: (download: HubDownload) => boolean): Promise<HubDownload> {
  for await (const list of studio.client.hub.downloads({})) {
    const found = list.find((each) => each.key === key);
    if (found && wanted(found)) return found;
  }
  throw new Error('the studio was closed');
}
const ended = (key: string) => until(key, ({ state }) => ['done', 'failed', 'paused'].includes(state));
const bases = () => join(studio.home, 'bases');

test('nothing is asked of a hub until somebody asks for something', async () => {
  await studio.reopen();
  await studio.client.bases.found({});
  await studio.client.hub.token({});
  expect(server.requests).toEqual([]);
  expect(await studio.client.hub.search({ words: 'tiny' })).toMatchObject([
    { id: GGUF, downloads: 5000, architecture: 'mamba', supported: null, gguf: true, safetensors: false },
    { id: ID, license: 'mit', parameters: 10_000, architecture: 'llama', supported: true, gated: false },
  ]);
  expect(server.requests.map(({ path }) => path.replace(/&expand=.*/, ''))).toEqual([
    '/api/models?search=tiny&pipeline_tag=text-generation&filter=safetensors&sort=downloads&direction=-1&limit=20',
    '/api/models?search=tiny&pipeline_tag=text-generation&filter=gguf&sort=downloads&direction=-1&limit=20',
  ]);
});

test('size, licence and whether it can be used are known before anything large is asked for', async () => {
  const offer = await look(`https://hf.co/${ID}`);
  expect(offer).toMatchObject({
    ...{ id: ID, license: 'mit', architecture: 'llama', parameters: countParameters(TINY_MODEL), contextLength: 64 },
    ...{ commit: server.commitOf(ID), gated: false, chosen: null },
  });
  const [choice] = offer.choices;
  expect(choice?.problem).toBeNull();
  expect(choice?.files.map(({ path }) => path)).not.toContain('pytorch_model.bin');
  expect(choice?.bytes).toBe(choice?.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(offer.freeBytes).toBeGreaterThan(0);
  expect(server.requests.filter(({ path }) => path.includes('/resolve/')).map(({ path }) => path)).toEqual([
    `/${ID}/resolve/${server.commitOf(ID)}/config.json`,
  ]);
  const gguf = await look(`${GGUF}:IQ1_S`);
  expect(gguf.chosen).toBe(1);
  expect(gguf.choices.map(({ problem }) => problem?.code)).toEqual([
    'model_architecture_unsupported',
    'hub_quant_unsupported',
  ]);
  await expect(look('maker/only-pickled')).rejects.toMatchObject({ code: 'model_pickled' });
  await expect(look('maker/none')).rejects.toMatchObject({ code: 'hub_token_needed' });
  server.models.set(ID, { ...model, files: { ...model.files, 'config.json': Buffer.from('{"model_type":"mamba"}') } });
  expect((await look()).choices[0]?.problem).toMatchObject({
    code: 'model_architecture_unsupported',
    details: { architecture: 'mamba' },
  });
});

test('a model is downloaded, checked and listed with where it is from; nothing of it is there before', async () => {
  const key = await download(await look());
  const done = await ended(key);
  expect(done).toMatchObject({ state: 'done', id: ID, problem: null });
  const base = await studio.client.bases.get({ id: done.baseId ?? '' });
  const commit = server.commitOf(ID);
  expect(base).toMatchObject({
    name: 'tiny-model',
    license: 'mit',
    architecture: 'llama',
    origin: { hub: server.url, id: ID, commit },
  });
  expect(base.path.startsWith(bases())).toBe(true);
  expect(readdirSync(base.path)).not.toContain('pytorch_model.bin');
  expect(readdirSync(bases())).toHaveLength(1);
  // Again: nothing is asked for that is there.
  const before = server.requests.filter(({ server: name }) => name === 'cdn').length;
  expect(await ended(await download(await look()))).toMatchObject({ state: 'done', baseId: base.id });
  expect(server.requests.filter(({ server: name }) => name === 'cdn')).toHaveLength(before);
  // Forgotten, it is found again.
  await studio.client.bases.remove({ id: base.id });
  const [found] = await studio.client.bases.found({});
  expect(found).toMatchObject({ foundIn: 'kindling', name: 'tiny-model', path: base.path });
  const { client } = studio.attach(WINDOW_PEER);
  const events = await Array.fromAsync(client.bases.add({ source: { kind: 'found', path: base.path } }));
  expect(events.at(-1)).toMatchObject({ base: { origin: { id: ID } } });
});

test('a download goes on after the studio was closed in the middle, and asks for the rest only', async () => {
  const weights = model.files['model.safetensors'] as Buffer;
  server.faults.set('model.safetensors', { holdAfter: 10_000 });
  const offer = await look();
  const key = await download(offer);
  await until(key, ({ current, doneBytes }) => current?.path === 'model.safetensors' && doneBytes > 8000);
  await studio.reopen();
  const [stopped] = await studio.client.hub
    .downloads({})
    .next()
    .then(({ value }) => value ?? []);
  expect(stopped).toMatchObject({ key, state: 'paused', totalBytes: offer.choices[0]?.bytes });
  const part = join(bases(), `.${key}.partial`, 'model.safetensors.part');
  const kept = statSync(part).size;
  expect(kept).toBeGreaterThan(0);
  server.faults.clear();
  server.requests.length = 0;
  await studio.client.hub.resume({ key });
  expect(await ended(key)).toMatchObject({ state: 'done' });
  const asked = server.requests.filter(({ server: name }) => name === 'cdn');
  expect(asked[0]).toMatchObject({ range: `bytes=${kept}-`, sent: weights.length - kept });
});

test('a download outlives a server that is killed, and whoever does not want it removes it', async () => {
  const bytes = 2_000_000;
  const path = 'm-Q8_0.gguf';
  const file = join(studio.folder, 'served.json');
  const first = await killable(file, { id: GGUF, path, bytes, holdAfter: 700_000 });
  await studio.client.settings.set({ hubUrl: first.url });
  const key = await download(await look(GGUF));
  await until(key, ({ doneBytes }) => doneBytes >= 700_000);
  first.process.kill('SIGKILL');
  const failed = await ended(key);
  expect(failed).toMatchObject({ state: 'failed', doneBytes: 700_000, problem: { code: 'hub_unreachable' } });
  expect(failed.current).toBeNull();
  await studio.client.hub.discard({ key });
  expect(readdirSync(bases())).toEqual([]);
  await expect(studio.client.hub.resume({ key })).rejects.toMatchObject({ code: 'not_found' });
});

test('a pause keeps what came; what is no model says why and can be discarded', async () => {
  server.faults.set('tokenizer.json', { holdAfter: 10 });
  const key = await download(await look());
  await until(key, ({ current, doneBytes }) => current?.path === 'tokenizer.json' && doneBytes > 0);
  await studio.client.hub.pause({ key });
  expect((await until(key, () => true)).state).toBe('paused');
  await studio.client.hub.discard({ key });
  // Its page says nothing wrong; its file is none.
  server.models.set(GGUF, { files: { 'm-Q8_0.gguf': Buffer.alloc(300, 1) } });
  const broken = await download(await look(GGUF));
  expect(await ended(broken)).toMatchObject({ state: 'failed', problem: { code: 'model_invalid' } });
  expect(await studio.client.bases.list({})).toEqual([]);
  await studio.client.hub.discard({ key: broken });
  expect(readdirSync(bases())).toEqual([]);
  expect(studio.internalErrors).toEqual([]);
});

test('what was agreed to is what is downloaded', async () => {
  const offer = await look();
  const first = { id: ID, commit: offer.commit, file: null, bytes: 1 };
  await expect(studio.client.hub.download(first)).rejects.toMatchObject({ code: 'hub_changed' });
  server.models.set(ID, { ...model, files: { ...model.files, 'README.md': Buffer.from('new') } });
  await expect(download(offer)).rejects.toMatchObject({ code: 'hub_revision_gone' });
  expect(existsSync(bases()) ? readdirSync(bases()) : []).toEqual([]);
});

test('a token is kept for its hub alone and is in no answer; a window names neither hub nor token', async () => {
  server.models.set(ID, { ...model, gated: true });
  await expect(look()).rejects.toMatchObject({ code: 'hub_gated' });
  expect(await studio.client.hub.setToken({ token: `${server.token}\n` })).toEqual({
    ...{ hub: server.url, kept: 'memory', wouldBeKept: 'memory' },
  });
  expect(await look()).toMatchObject({ gated: true, id: ID });
  const other = await startHub([]);
  await studio.client.settings.set({ hubUrl: other.url });
  await studio.client.hub.search({ words: 'x' });
  expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  await other.close();
  await expect(studio.client.hub.setToken({ token: 'two words' })).rejects.toMatchObject({ code: 'hub_token_invalid' });
  const { client } = studio.attach(WINDOW_PEER);
  await expect(client.hub.look({ id: ID, hub: server.url })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(client.hub.search({ words: 'x', token: 'hf_x' })).rejects.toMatchObject({ code: 'forbidden' });
  // The command line may, for one call.
  expect(await studio.client.hub.look({ id: ID, hub: server.url, token: server.token })).toMatchObject({ id: ID });
});

async function killable(file: string, served: object): Promise<{ process: ChildProcess; url: string }> {
  writeFileSync(file, JSON.stringify(served));
  const script = join(fileURLToPath(new URL('.', import.meta.url)), 'testing', 'hubProcess.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) return { process: child, ...JSON.parse(line) };
  throw new Error('the hub ended');
}
