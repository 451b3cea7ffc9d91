import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CompletionEvent } from '../../../shared/domain/models/completion.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeTinyModel } from '../../workers/testing/tinyModel.ts';
import { openStudio, type Studio } from '../testing/studio.ts';
import { replayable } from './replayable.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
  await studio.client.server.set({ port: 0 });
});
afterEach(async () => {
  await studio.close();
});

async function trainModel(): Promise<string> {
  const dataset = await studio.importText();
  return (await studio.ended((await studio.startRun(dataset.id)).id)).modelId ?? '';
}

async function addBase(): Promise<string> {
  const folder = join(studio.folder, 'base');
  writeTinyModel(folder);
  const source = { kind: 'path' as const, path: folder };
  const last = (await Array.fromAsync(studio.client.bases.add({ source }))).at(-1);
  return last?.event === 'done' ? last.base.id : '';
}

const post = async (url: string | null, path: string, body: object, key?: string) => {
  const headers = { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }) };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
};

test('the first model switches the server on, the last one off, and what is set stays', async () => {
  const { client } = studio;
  const [id, baseId] = [await trainModel(), await addBase()];
  expect(await client.server.state({})).toMatchObject({ url: null, models: [], needsKey: false });
  await expect(client.server.start({})).rejects.toMatchObject({ code: 'server_models_none' });
  const on = await client.server.serve({ kind: 'model', id, served: true });
  expect(on.models).toMatchObject([{ id, kind: 'model', abilities: ['completions', 'embeddings'] }]);
  const { status, json } = await post(on.url, '/completions', { model: id, prompt: 'a' });
  expect([status, json.choices[0].text]).toEqual([200, ' quiet light']);
  expect((await client.server.serve({ kind: 'base', id: baseId, served: true })).url).toBe(on.url);
  const listed = await (await fetch(`${on.url}/models`)).json();
  expect(listed.data.map((model: { id: string }) => model.id)).toEqual([id, baseId]);
  expect((await post(on.url, '/embeddings', { model: baseId, input: ['ab', 'c'] })).json).toMatchObject({
    ...{ data: [{ embedding: [2, 1] }, { embedding: [1, 1] }], usage: { prompt_tokens: 3 } },
  });
  // A model that goes to the trash is served no more; the server goes on with the others.
  await client.models.remove({ id });
  expect((await post(on.url, '/completions', { model: id, prompt: 'a' })).status).toBe(404);
  await client.server.serve({ kind: 'model', id, served: false });
  expect((await client.server.serve({ kind: 'base', id: baseId, served: false })).url).toBeNull();
  await expect(fetch(`${on.url}/models`)).rejects.toThrow();
  await expect(client.server.serve({ kind: 'model', id: 'none', served: true })).rejects.toMatchObject({
    code: 'not_found',
  });

  await client.server.serve({ kind: 'base', id: baseId, served: true });
  await studio.reopen();
  const again = await studio.client.server.state({});
  expect(again).toMatchObject({ url: null, models: [{ id: baseId }], settings: { port: 0 } });
  expect(studio.internalErrors).toEqual([]);
});

test('a model that is served is loaded at once, and its process is kept', async () => {
  const { client, script, processes } = studio;
  const id = await trainModel();
  const asked: unknown[] = [];
  const { complete } = script.infer;
  script.infer.complete = (request, context) => {
    asked.push(request.request.max_tokens);
    return complete(request, context);
  };
  await client.server.serve({ kind: 'model', id, served: true });
  await vi.waitFor(() => expect(asked).toEqual([2]));
  expect(processes.filter(({ name }) => name === 'infer')).toHaveLength(1);
  expect((await client.server.state({})).figures.requests).toBe(0);
});

test('settings that change begin the server anew; others reach it with a key only', async () => {
  const { client } = studio;
  const id = await trainModel();
  const on = await client.server.serve({ kind: 'model', id, served: true });
  const other = await client.server.set({ corsOrigins: ['https://app.example'] });
  expect(other.url).not.toBeNull();
  const page = await fetch(`${other.url}/models`, { headers: { Origin: 'https://app.example' } });
  expect(page.headers.get('access-control-allow-origin')).toBe('https://app.example');
  await expect(client.server.set({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'server_needs_key' });
  expect((await client.server.state({})).url).toBeNull();
  const { key } = await client.server.makeKey({ name: 'phone' });
  const open = await client.server.start({});
  expect(open).toMatchObject({ needsKey: true, settings: { host: '0.0.0.0' } });
  const url = `http://127.0.0.1:${new URL(open.url ?? '').port}/v1`;
  expect((await post(url, '/completions', { model: id, prompt: 'a' })).status).toBe(401);
  expect((await post(url, '/completions', { model: id, prompt: 'a' }, key)).status).toBe(200);
  expect(on.url).not.toBeNull();
});

test('keys are shown once, counted and revoked; the log has no prompt unless it is asked for', async () => {
  const { client } = studio;
  const id = await trainModel();
  const { url } = await client.server.serve({ kind: 'model', id, served: true });
  const { key, made } = await client.server.makeKey({ name: 'script' });
  const asked = { model: id, prompt: 'a secret prompt' };
  await post(url, '/completions', asked, key);
  await post(url, '/completions', asked, 'wrong');
  await vi.waitFor(async () => expect((await client.server.log({ limit: 10 })).total).toBe(2));
  const { requests } = await client.server.log({ limit: 10 });
  expect(requests).toMatchObject([
    { status: 401, key: null, model: null, promptTokens: 0 },
    { status: 200, key: 'script', model: expect.any(String), promptTokens: 2, completionTokens: 2 },
  ]);
  expect(await client.server.keys({})).toMatchObject([
    { id: made.id, requests: 1, promptTokens: 2, completionTokens: 2, lastUsedAt: expect.any(String) },
  ]);
  await client.server.set({ logPrompts: true });
  const again = (await client.server.state({})).url;
  await post(again, '/completions', asked, key);
  await vi.waitFor(async () => expect((await client.server.log({ limit: 1 })).total).toBe(3));
  expect((await client.server.log({ limit: 1 })).requests[0]).toMatchObject({
    ...{ prompt: expect.stringContaining('a secret prompt'), answer: ' quiet light' },
  });
  await client.server.stop({});
  await studio.reopen();
  const file = join(studio.home, 'serving', 'requests.jsonl');
  expect(readFileSync(file, 'utf8').split('a secret prompt')).toHaveLength(2);
  expect((await studio.client.server.log({ limit: 10 })).total).toBe(3);
  await studio.client.server.clearLog({});
  expect(existsSync(file)).toBe(false);
  await studio.client.server.revokeKey({ id: made.id });
  expect(await studio.client.server.keys({})).toEqual([]);
  // Neither does any other file of the home have the key.
  for (const name of ['keys.json', 'server.json'])
    expect(readFileSync(join(studio.home, 'serving', name), 'utf8')).not.toContain(key);
});

test('the command line serves what it names until it is cancelled, and changes nothing that is set', async () => {
  const { client } = studio;
  const id = await trainModel();
  const ended = new AbortController();
  const request = { models: [id], port: 0, ownKey: '0123456789abcdef' };
  const states = client.server.run(request, { signal: ended.signal });
  const { value: state } = await states.next();
  expect(state).toMatchObject({ needsKey: true, models: [{ id }] });
  const { url = null } = state ?? {};
  expect((await post(url, '/completions', { model: id, prompt: 'a' }, request.ownKey)).status).toBe(200);
  await expect(client.server.run(request).next()).rejects.toMatchObject({ code: 'server_running' });
  ended.abort();
  await states.next().catch(() => {});
  await vi.waitFor(async () => expect((await client.server.state({})).url).toBeNull());
  expect(await client.server.state({})).toMatchObject({ models: [], needsKey: false });
  await expect(client.server.run({ models: ['none'] }).next()).rejects.toMatchObject({ code: 'not_found' });
  await expect(client.server.run({ ...request, ownKey: 'weak' }).next()).rejects.toMatchObject({
    code: 'server_key_weak',
  });
});

test('who watches is told of each change, and of figures', async () => {
  const { client } = studio;
  const id = await trainModel();
  const ended = new AbortController();
  const states = client.server.watch({}, { signal: ended.signal });
  expect((await states.next()).value?.url).toBeNull();
  const { url } = await client.server.serve({ kind: 'model', id, served: true });
  await post(url, '/completions', { model: id, prompt: 'a' });
  for await (const state of states) if (state.figures.completionTokens === 2) break;
  ended.abort();
});

test('a process that dies ends its answer with 503; the next one is answered by another', async () => {
  const { client, script } = studio;
  const id = await trainModel();
  const { url } = await client.server.serve({ kind: 'model', id, served: true });
  const { complete } = script.infer;
  script.infer.complete = async function* () {
    studio.processes.find(({ name }) => name === 'infer')?.die({ signal: 'SIGKILL' });
    yield* [];
    await new Promise(() => {});
  };
  const answer = await post(url, '/completions', { model: id, prompt: 'a' });
  expect(answer).toMatchObject({ status: 503, json: { error: { code: 'worker_died' } } });
  script.infer.complete = complete;
  expect((await post(url, '/completions', { model: id, prompt: 'a' })).status).toBe(200);
});

describe('a text that is begun again', () => {
  const token = (text: string) => ({ ...{ id: 1, token: text, bytes: [], logprob: -1 }, top: [] });
  const text = (...words: string[]): CompletionEvent => ({
    ...{ event: 'text', text: words.join('') },
    logprobs: words.map(token),
  });
  const started: CompletionEvent = { event: 'started', promptTokens: 1, cachedTokens: 0 };
  const done: CompletionEvent = {
    ...{ event: 'done', finishReason: 'stop' },
    usage: { promptTokens: 1, completionTokens: 4, cachedTokens: 0 },
  };

  test('comes as one, however its events are cut the second time', async () => {
    const words = ['one', ' two', ' three', ' four'];
    for (let given = 0; given <= words.length + 1; given++) {
      for (let cut = 1; cut < words.length; cut++) {
        const firstTime = [started, ...words.map((word) => text(word)), done];
        const secondTime = [started, text(...words.slice(0, cut)), text(...words.slice(cut)), done];
        const attempts = [firstTime.slice(0, given), secondTime];
        const work = replayable<null>(async function* () {
          const attempt = attempts.shift() ?? [];
          yield* attempt;
          if (attempts.length > 0) throw new AppError('worker_died', { worker: 'infer', how: 'killed' });
        });
        const got: CompletionEvent[] = [];
        const signal = new AbortController().signal;
        // As `SharedProcess` does: what was given is left out by its number.
        for (let attempt = 0; attempt < 2; attempt++) {
          let seen = 0;
          const before = got.length;
          try {
            for await (const event of work(null, signal)) if (seen++ >= before) got.push(event);
          } catch {}
        }
        const texts = got.flatMap((event) => (event.event === 'text' ? [event] : []));
        expect(texts.map((event) => event.text).join('')).toBe(words.join(''));
        expect(texts.flatMap((event) => event.logprobs?.map((one) => one.token))).toEqual(words);
        expect(got.filter(({ event }) => event !== 'text')).toEqual([started, done]);
      }
    }
  });
});
