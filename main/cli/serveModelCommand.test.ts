import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStudio, type Studio } from '../host/testing/studio.ts';
import { takesLong } from '../setup/leftOut.ts';
import { Output } from './output.ts';
import { type ServeModelOptions, serveModelCommand } from './serveModelCommand.ts';

/** The command as a process of its own, on a home that has a model. No model is asked: workers are tested elsewhere. */

const CLI = join(import.meta.dirname, '..', 'cli.ts');

let studio: Studio;
let model: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  studio = await openStudio();
  const dataset = await studio.importText();
  model = (await studio.ended((await studio.startRun(dataset.id)).id)).modelId ?? '';
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await studio.close();
});

function serveModel(...options: string[]) {
  const args = [CLI, 'serve-model', '--model', model, '--home', studio.home, '--json', ...options];
  const child = spawn(process.execPath, ['--no-warnings', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), errors: () => errors };
}

test('prints where it answers, asks for the key of the file, and ends on SIGTERM', takesLong, async () => {
  await studio.host.close();
  const [keyFile, key] = [join(studio.folder, 'key'), '0123456789abcdefghij'];
  writeFileSync(keyFile, `${key}\n`);
  const { child, lines, errors } = serveModel('--port', '0', '--api-key-file', keyFile, '--host', '0.0.0.0');
  const { url, models, needsKey } = JSON.parse((await lines.next()).value ?? '');
  expect({ models, needsKey }).toMatchObject({
    models: [{ id: model, abilities: ['completions', 'embeddings'] }],
    needsKey: true,
  });
  const here = `http://127.0.0.1:${new URL(url).port}/v1/models`;
  expect((await fetch(here)).status).toBe(401);
  const listed = await fetch(here, { headers: { Authorization: `Bearer ${key}` } });
  expect((await listed.json()).data.map(({ id }: { id: string }) => id)).toEqual([model]);
  expect(errors()).toContain('WARNING: listening on 0.0.0.0');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await studio.restart();
});

test('what cannot be served is refused with words', async () => {
  const session = { client: studio.client, signal: new AbortController().signal, close: async () => {} };
  const refusal = (options: Partial<ServeModelOptions>) =>
    serveModelCommand(session, new Output(true), { model: [model], logPrompts: false, port: 0, ...options }).catch(
      ({ code, details }) => [code, details.path ?? details.host ?? details.id],
    );
  expect(await refusal({ host: '0.0.0.0' })).toEqual(['server_needs_key', '0.0.0.0']);
  expect(await refusal({ corsOrigin: ['example.com'] })).toEqual(['bad_input', '--cors-origin']);
  expect(await refusal({ port: 70_000 })).toEqual(['bad_input', '--port']);
  expect(await refusal({ model: ['none'] })).toEqual(['not_found', 'none']);
  expect((await refusal({ apiKeyFile: join(studio.folder, 'none') }))?.[0]).toBe('file_not_found');
});
