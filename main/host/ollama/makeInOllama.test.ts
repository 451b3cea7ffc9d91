import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import type { OllamaEvent } from '../../../shared/domain/models/ollama.ts';
import { modelfile } from '../../formats/gguf/modelfile.ts';
import { ollamaAddress } from './address.ts';
import { makeInOllama } from './makeInOllama.ts';
import { modelfileParts } from './modelfileParts.ts';
import { type OllamaStandIn, startOllama } from './testing/ollamaStandIn.ts';

/* A real Ollama has not run: what stands in for it is as strict as its interface is documented. */

const BYTES = 20_000_000;
const FILE = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(BYTES, 'kindling')]);
const DIGEST = `sha256:${createHash('sha256').update(FILE).digest('hex')}`;
const MODELFILE = `FROM ./model-Q8_0.gguf
TEMPLATE """{{ if .System }}a
b{{ end }}{{ .Prompt }}"""
PARAMETER stop "<|im_end|>"
PARAMETER stop "\\n\\n"
PARAMETER num_ctx 128
PARAMETER temperature 0.8
`;

let written = FILE;
let ran = 0;
async function* exportFake({ target }: { target: string }) {
  ran++;
  yield { event: 'progress', step: 'write', done: 0, total: 1 };
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'model-Q8_0.gguf'), written);
  writeFileSync(join(target, 'Modelfile'), MODELFILE);
  yield { event: 'progress', step: 'verify', done: 0, total: 1 };
  yield { event: 'done' };
}

let folder: string;
let ollama: OllamaStandIn;
const stop = new AbortController();
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-ollama-'));
  ollama = await startOllama();
  written = FILE;
  ran = 0;
});
afterEach(async () => {
  await ollama.close();
  rmSync(folder, { recursive: true, force: true });
});

const MODEL = { name: 'Lamps & chairs', recipe: { kind: 'continue', template: '{{a}}' } };
const make = (more: object = {}) =>
  makeInOllama(
    {
      ...{ model: MODEL, run: null, source: '', format: 'gguf', options: {}, spawn: null, engine: null },
      ...{ folder, address: ollama.url, signal: stop.signal },
      ...more,
    } as never,
    exportFake as never,
  );
const made = (more?: object): Promise<OllamaEvent[]> => Array.fromAsync(make(more));

test('a model is written, given file first, and made under its name', async () => {
  const events = await made();
  expect(events.at(-1)).toEqual({
    ...{ event: 'done', name: 'lamps-chairs', address: ollama.url, command: 'ollama run lamps-chairs' },
  });
  expect(ollama.requests).toEqual([
    ...['GET /api/version', 'POST /api/show', `HEAD /api/blobs/${DIGEST}`, `POST /api/blobs/${DIGEST}`],
    'POST /api/create',
  ]);
  expect(ollama.models.get('lamps-chairs')).toEqual({
    model: 'lamps-chairs',
    files: { 'model-Q8_0.gguf': DIGEST },
    template: '{{ if .System }}a\nb{{ end }}{{ .Prompt }}',
    parameters: { stop: ['<|im_end|>', '\n\n'], num_ctx: 128, temperature: 0.8 },
  });
  const steps = events.flatMap((event) => (event.event === 'progress' ? event.step : []));
  expect([...new Set(steps)]).toEqual(['write', 'verify', 'upload', 'create']);
  const bytes = events.flatMap((event) => (event.event === 'progress' && event.step === 'upload' ? event.done : []));
  expect(bytes.length).toBeGreaterThan(3);
  expect(bytes).toEqual([...bytes].sort((one, other) => one - other));
});

test.each([
  ['prompts', 'llama', 'continue', { template: '{{ .Prompt }}' }],
  ['vectors', 'bert', 'match', {}],
])('what an export says beside a file for %s is read', (_, type, kind, more) => {
  const config = createConfig(type as 'bert', 'nano', 64);
  const text = modelfile({
    ...{ model: { recipe: { kind } }, source: { config, chatTemplate: null }, file: 'model-F16.gguf', base: null },
  } as never);
  const sampling = { temperature: 0.8, top_k: 0, top_p: 1, min_p: 0, repeat_penalty: 1 };
  const parameters = { num_ctx: 64, ...(type === 'bert' ? {} : sampling) };
  expect(modelfileParts(text, 'x')).toEqual({ file: 'model-F16.gguf', parameters, ...more });
  expect(() => modelfileParts(`${text}ADAPTER ./x`, 'x')).toThrow(expect.objectContaining({ code: 'model_invalid' }));
});

test('a file that is there already is not sent again, and no model is replaced', async () => {
  await made({ name: 'one' });
  await expect(made({ name: 'one' })).rejects.toMatchObject({ code: 'ollama_name_taken', details: { name: 'one' } });
  expect(ran).toBe(1);
  ollama.requests.length = 0;
  rmSync(join(folder, 'export'), { recursive: true });
  await made({ name: 'me/two:small' });
  expect(ollama.requests).not.toContain(`POST /api/blobs/${DIGEST}`);
  expect([...ollama.models.keys()]).toEqual(['one', 'me/two:small']);
});

test('a model that makes vectors is asked for them', async () => {
  const events = await made({
    model: { name: 'v', recipe: { kind: 'match', inputs: ['a'], output: 'b', template: '' } },
  });
  expect(events.at(-1)).toMatchObject({ command: `curl ${ollama.url}/api/embed -d '{"model":"v","input":"…"}'` });
});

test('where nothing answers, or something else, nothing is written', async () => {
  const nothing = await startOllama();
  await nothing.close();
  await expect(made({ address: nothing.url })).rejects.toMatchObject({
    ...{ code: 'ollama_unreachable', details: { address: nothing.url, problem: 'ECONNREFUSED' } },
  });
  ollama.fault = { version: '<html>Router</html>' };
  await expect(made()).rejects.toMatchObject({
    ...{ code: 'ollama_other_program', details: { problem: '200 <html>Router</html>' } },
  });
  expect(ran).toBe(0);
});

test('a disk that is full is told in the midst of a file', async () => {
  ollama.fault = { fullAfter: 3_000_000 };
  await expect(made()).rejects.toMatchObject({
    code: 'ollama_disk_full',
    details: { problem: 'write /models/blobs/sha256-1234: no space left on device' },
  });
  expect(ollama.requests).not.toContain('POST /api/create');
});

test.each([
  [{ createError: 'bad template' }, 'ollama_refused'],
  [{ createError: 'write: no space left on device' }, 'ollama_disk_full'],
  [{ endsAfterLines: 2 }, 'ollama_gone'],
])('%j is %s', async (fault, code) => {
  ollama.fault = fault;
  await expect(made()).rejects.toMatchObject({ code });
  expect(ollama.models.size).toBe(0);
});

test('what is no GGUF is refused there', async () => {
  written = Buffer.from('none');
  await expect(made()).rejects.toMatchObject({
    ...{ code: 'ollama_refused', details: { problem: 'supplied file was not in GGUF format' } },
  });
});

test('cancelling ends it in the midst of a file', async () => {
  const cancel = new AbortController();
  ollama.fault = { onBytes: { after: 1_000_000, do: () => cancel.abort() } };
  await expect(made({ signal: cancel.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect([...ollama.blobs.keys()]).toEqual([]);
});

test('one that is killed in the midst of a file is gone', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/ollamaProcess.mjs')]);
  const closed = once(child, 'close');
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const address = (await lines.next()).value as string;
    written = Buffer.concat([FILE, Buffer.alloc(40_000_000)]);
    const making = made({ address });
    making.catch(() => {});
    // Who fails before does not wait for it.
    expect(await Promise.race([lines.next().then(({ value }) => value as string), making])).toBe('hears');
    child.kill('SIGKILL');
    await closed;
    await expect(making).rejects.toMatchObject({ code: 'ollama_gone', details: { address } });
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
});

test('a program that says no end of nothing is no Ollama', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200);
    response.end('x'.repeat(1 << 20));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(made({ address })).rejects.toMatchObject({ code: 'ollama_other_program' });
  server.close();
});

test.each([
  ['', 'http://127.0.0.1:11434'],
  ['127.0.0.1', 'http://127.0.0.1:11434'],
  [' "0.0.0.0:1234" ', 'http://127.0.0.1:1234'],
  [':5000', 'http://127.0.0.1:5000'],
  ['localhost:99999', 'http://localhost:11434'],
  ['[::1]:80', 'http://[::1]:80'],
  ['::', 'http://[::1]:11434'],
  ['http://localhost', 'http://localhost:80'],
  ['http://127.0.0.1:11434/path', 'http://127.0.0.1:11434'],
])('OLLAMA_HOST=%s is %s', (said, address) => expect(ollamaAddress(said)).toBe(address));

test.each([
  'ollama.example',
  '192.168.1.2:11434',
  'https://127.0.0.1',
  '127.0.0.1.evil.example',
  'http://[2001:db8::1]',
])('OLLAMA_HOST=%s is another computer', (said) =>
  expect(() => ollamaAddress(said)).toThrow(expect.objectContaining({ code: 'ollama_not_local' })),
);
