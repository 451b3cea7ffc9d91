import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ThereEvent } from '../../../shared/domain/models/there.ts';
import { defaultScript, type FakeProcess, openStudio, spawner } from '../testing/studio.ts';
import { checkThere } from './checkThere.ts';
import { findLlamaServer } from './findProgram.ts';
import { lookAt } from './lookAt.ts';
import { writeStandIn } from './testing/writeStandIn.ts';

let folder: string;
let program: string;
let processes: FakeProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-there-'));
  program = writeStandIn(folder);
  vi.stubEnv('KINDLING_LLAMA_SERVER', program);
  processes = [];
  mkdirSync(join(folder, 'export'));
  writeFileSync(join(folder, 'export/model-F32.gguf'), 'GGUF');
  writeFileSync(join(folder, 'export/README.md'), CARD);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const CARD = '---\nlicense: mit\n---\n\n# Lamps\n\nA model.\n\nBits per byte: 1.\n\n## What it does\n\nIt writes.\n';
const log = () => join(folder, 'log.json');
const logged = () =>
  JSON.parse(readFileSync(log(), 'utf8')) as { pid: number; given: string[]; steering: string[]; waits: string };

const never = new AbortController().signal;
const check = (fault: object = {}, more: object = {}): AsyncGenerator<ThereEvent> => {
  vi.stubEnv('KINDLING_STAND_IN', JSON.stringify({ log: log(), ...fault }));
  const exported = { folder: join(folder, 'export'), file: 'model-F32.gguf', dtype: 'F32' };
  return checkThere({
    ...{ model: { recipe: { kind: 'continue', template: '{{a}}' } }, source: folder, exported, signal: never },
    ...{ spawn: spawner(defaultScript(), processes), engine: { workerEnvironment: async () => ({}) } },
    ...more,
  });
};
const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe.skipIf(process.platform === 'win32')('a stand-in for llama.cpp', () => {
  test('that writes the same is told so, in the card, too, and only once', async () => {
    vi.stubEnv('LLAMA_ARG_MODEL', '/elsewhere');
    const events = await Array.fromAsync(check());
    expect(events.at(-1)).toEqual({
      event: 'done',
      check: {
        ...{ program: 'llama.cpp', version: '9999 (abc1234)', dtype: 'F32', prompts: 2, tokens: 3, equal: 2 },
        ...{ read: { equal: 1, of: 2 }, firstDifference: null, metrics: [{ name: 'chrf', here: 40, there: 39.5 }] },
      },
      inCard: true,
    });
    const steps = events.flatMap((event) => (event.event === 'progress' ? event.step : []));
    expect([...new Set(steps)]).toEqual(['load', 'there', 'measure']);
    const { pid, given, steering, waits } = logged();
    expect(isGone(pid)).toBe(true);
    expect(processes).toEqual([]);
    expect(given.join(' ')).toMatch(
      /^--model \S+model-F32\.gguf --host 127\.0\.0\.1 --port \d+ --ctx-size 64 --parallel 1 --no-webui --cache-type-k f32 --flash-attn off$/,
    );
    expect([steering, waits]).toEqual([['LLAMA_API_KEY'], 'passive']);
    const line =
      'Checked in llama.cpp 9999 (abc1234), F32: 2 of 2 prompts give the same tokens there as here (the most likely each time, 3 at most). It reads 1 of 2 prompts as other tokens than this model was trained on. chrF of these texts: 40.0 here, 39.5 there.';
    const card = () => readFileSync(join(folder, 'export/README.md'), 'utf8');
    expect(card()).toBe(CARD.replace('\n\n## What', `\n\n${line}\n\n## What`));
    await Array.fromAsync(check({ off: 1, old: true }));
    expect(card()).toBe(
      CARD.replace(
        '\n\n## What',
        `\n\n${line.replace('2 of 2 prompts give', '0 of 2 prompts give').replace('most). It', 'most). The first difference is at token 1 of prompt 1. It')}\n\n## What`,
      ),
    );
    // One that does not take its key from the environment is given it as others are.
    expect(logged().given.join(' ')).toMatch(/--flash-attn off --api-key [0-9a-f]{48}$/);
    rmSync(join(folder, 'export/README.md'));
    expect((await Array.fromAsync(check())).at(-1)).toMatchObject({ inCard: false });
  });

  test.each([
    [{ refuses: true }, 'llama_server_refused', { version: '9999 (abc1234)', problem: /unknown model architecture/ }],
    [{ takesPort: true }, 'llama_server_port_taken', {}],
    [{ neverLoads: true }, 'llama_server_slow', { seconds: 1 }],
    [{ health: '<html>Router</html>' }, 'llama_server_other_answer', { problem: '200 <html>Router</html>' }],
    [{ dies: true }, 'llama_server_died', { how: 'SIGKILL', problem: /not enough memory/ }],
    [{ hangs: true }, 'llama_server_slow', { seconds: 1 }],
    [{ answer: '<html>', status: 200 }, 'llama_server_other_answer', { problem: '200 <html>' }],
    [
      { answer: { error: { message: 'too long' } }, status: 400 },
      'llama_server_other_answer',
      { problem: '400 too long' },
    ],
    [{ answer: { content: 'a', tokens: [] }, status: 200 }, 'llama_server_other_answer', { problem: /no tokens/ }],
    [{ version: 'usage: llama-server\n' }, 'llama_server_unusable', { problem: 'usage: llama-server' }],
  ])('%j is %s', async (fault, code, details) => {
    // Only who never answers is given up soon.
    const patience = { loadMs: 'neverLoads' in fault ? 1200 : 60_000, answerMs: 'hangs' in fault ? 1200 : 60_000 };
    const error = await Array.fromAsync(check(fault, { patience })).catch((error) => error);
    expect(error).toMatchObject({ code });
    for (const [name, value] of Object.entries(details))
      if (value instanceof RegExp) expect(error.details[name]).toMatch(value);
      else expect(error.details[name]).toBe(value);
    if (existsSync(log())) expect(isGone(logged().pid)).toBe(true);
    expect(processes).toEqual([]);
    expect(readFileSync(join(folder, 'export/README.md'), 'utf8')).toBe(CARD);
  });

  test.each([
    ['version: 6123 (0a1b2c3)\nbuilt with gcc', '6123 (0a1b2c3)'],
    ['ggml_cuda_init: none\nversion: 1.2.3 (build 11434, commit 0a1b2c3)\n', '1.2.3 (build 11434, commit 0a1b2c3)'],
  ])('that says “%s” is that version', async (says, version) => {
    vi.stubEnv('KINDLING_STAND_IN', JSON.stringify({ says }));
    expect(await lookAt(program, never)).toMatchObject({ path: program, version });
  });

  test('that says no version is not waited for', async () => {
    vi.stubEnv('KINDLING_STAND_IN', '{"version":"hangs"}');
    await expect(lookAt(program, never, 300)).rejects.toMatchObject({
      ...{ code: 'llama_server_unusable', details: { program, problem: 'it did not answer for 0.3 s' } },
    });
  });

  test.each([['there'], ['load']] as const)('is ended where it is cancelled at “%s”', async (at) => {
    const cancel = new AbortController();
    const events = check(at === 'there' ? { hangs: true } : { neverLoads: true }, { signal: cancel.signal });
    const reading = (async () => {
      // Once it runs: on a busy machine it may take seconds to start.
      for await (const event of events)
        if (event.event === 'progress' && event.step === at) void vi.waitFor(logged).then(() => cancel.abort());
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(isGone(logged().pid)).toBe(true);
    expect(processes).toEqual([]);
  });

  test('is found by what the user says, else on the path, and nowhere that is not absolute', async () => {
    expect(await findLlamaServer({ KINDLING_LLAMA_SERVER: ' /no/such ', PATH: folder })).toBe('/no/such');
    expect(await findLlamaServer({ PATH: `.::relative:${folder}` })).toBe(program);
    writeFileSync(join(folder, 'export/llama-server'), 'no program');
    expect(await findLlamaServer({ PATH: join(folder, 'export') })).not.toBe(join(folder, 'export/llama-server'));
  });
});

test('what is not there, and what is no program, is told', async () => {
  vi.stubEnv('KINDLING_LLAMA_SERVER', join(folder, 'none'));
  await expect(Array.fromAsync(check())).rejects.toMatchObject({
    ...{ code: 'llama_server_unusable', details: { program: join(folder, 'none'), problem: 'ENOENT' } },
  });
  vi.stubEnv('KINDLING_LLAMA_SERVER', program);
  rmSync(join(folder, 'export/model-F32.gguf'));
  await expect(Array.fromAsync(check())).rejects.toMatchObject({ code: 'file_not_found' });
});

test('a page names nothing on the disk but what this host has exported', async () => {
  const studio = await openStudio();
  try {
    const dataset = await studio.importText();
    const { modelId } = await studio.ended((await studio.startRun(dataset.id)).id);
    const asked = studio.client.models.checkThere({ id: modelId ?? '', path: join(folder, 'export') });
    await expect(Array.fromAsync(asked)).rejects.toMatchObject({ code: 'export_unknown' });
    expect(await studio.client.models.llamaCpp({})).toEqual({ found: true });
  } finally {
    await studio.close();
  }
});

/* A studio that is killed leaves its worker to end the other program. */
test('a program that a worker watches ends with the studio', async () => {
  const worker = join(folder, 'worker.mjs');
  const watch = join(import.meta.dirname, '../../workers/process');
  writeFileSync(
    worker,
    `import { alsoEndWithParent } from ${JSON.stringify(join(watch, 'endWithParent.ts'))};
     import { processPort } from ${JSON.stringify(join(watch, 'processPort.ts'))};
     processPort().onMessage((pid) => { alsoEndWithParent(Number(pid)); process.send('watches'); });`,
  );
  const parent = join(folder, 'parent.mjs');
  writeFileSync(
    parent,
    `import { fork, spawn } from 'node:child_process';
     const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
     const worker = fork(${JSON.stringify(worker)});
     worker.on('message', () => console.log(other.pid));
     worker.send(String(other.pid));`,
  );
  const studio = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(studio.stdout.setEncoding('utf8'), 'data');
  const other = Number(text);
  expect(isGone(other)).toBe(false);
  studio.kill('SIGKILL');
  await vi.waitFor(() => expect(isGone(other)).toBe(true), { timeout: 10_000 });
});
