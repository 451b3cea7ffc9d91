import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InstalledEngine } from '../installed/manifest.ts';
import { afterProbeLimit, type ProbeResult, probeEngine, runInChild } from './probe.ts';

const request = { engine: 'tensorflow' as const, binding: '/engines/the.node', task: 'probe' as const };
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-probe-'));
});
afterEach(() => {
  vi.useRealTimers();
  return rm(folder, { recursive: true, force: true });
});

async function runScript(source: string, timeLimitMs = 20_000, load?: () => number): Promise<ProbeResult> {
  const script = join(folder, 'probe.mjs');
  await writeFile(script, source);
  return await runInChild(timeLimitMs, load)(script, request);
}

const failed = (message: string): ProbeResult => ({ works: false, failure: { code: 'error', message } });
const stay = 'setInterval(() => {}, 1000);';

test('an answer comes back, and the script knows what to load', async () => {
  const answer =
    "process.send({ works: false, failure: { code: 'error', message: process.argv[2] } }, () => process.exit());";
  expect(await runScript(answer)).toEqual(failed(JSON.stringify(request)));
});

test('a missing CPU instruction is a reason', async () => {
  const result = await runScript(`process.kill(process.pid, 'SIGILL'); ${stay}`);
  expect(result).toEqual({ works: false, failure: { code: 'instruction_missing' } });
});

test('a crash tells the signal', async () => {
  const result = await runScript(`process.kill(process.pid, 'SIGSEGV'); ${stay}`);
  expect(result).toEqual({ works: false, failure: { code: 'crashed', how: 'SIGSEGV' } });
});

test('an early end tells the exit code and the last line of stderr', async () => {
  const result = await runScript("process.stderr.write('first\\nlibc is too old\\n'); process.exitCode = 3;");
  expect(result).toEqual({
    works: false,
    failure: { code: 'crashed_saying', how: 'exit code 3', said: 'libc is too old' },
  });
});

test('a hang ends at the time limit', async () => {
  expect(await runScript(stay, 300, () => 0)).toEqual({ works: false, failure: { code: 'no_answer', seconds: 0.3 } });
});

test('beside other work it has as many times the limit as programs share a core, and no more than ten minutes', () => {
  vi.useFakeTimers();
  const hung: number[] = [];
  let load = 3;
  afterProbeLimit(
    (seconds) => hung.push(seconds),
    60_000,
    () => load,
  );
  vi.advanceTimersByTime(179_000);
  expect(hung).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(hung).toEqual([180]);
  load = 100;
  afterProbeLimit(
    (seconds) => hung.push(seconds),
    60_000,
    () => load,
  );
  vi.advanceTimersByTime(599_000);
  expect(hung).toHaveLength(1);
  vi.advanceTimersByTime(2000);
  expect(hung).toEqual([180, 600]);
  const endWait = afterProbeLimit(
    (seconds) => hung.push(seconds),
    60_000,
    () => load,
  );
  load = 0;
  endWait();
  vi.advanceTimersByTime(900_000);
  expect(hung).toHaveLength(2);
  vi.useRealTimers();
});

test('an answer of another shape is no answer', async () => {
  const result = await runScript("process.send('yes', () => process.exit());");
  expect(result).toEqual({ works: false, failure: { code: 'bad_answer', answer: '"yes"' } });
});

test('a binding that does not exist fails with a reason in the real probe', async () => {
  const result = await probeEngine(engine('cpu'));
  expect(result).toMatchObject(failed(expect.stringContaining('tfjs_binding.node')));
});

test('only success is remembered, and only for the same engine', async () => {
  const answers: ProbeResult[] = [
    { works: false, failure: { code: 'error', message: 'busy' } },
    { works: true },
    { works: true, device: 'cuda' },
  ];
  const run = async () => answers.shift() ?? failed('asked too often');
  expect(await probeEngine(engine('cpu'), run)).toMatchObject({
    works: false,
    failure: { code: 'error', message: 'busy' },
  });
  expect(await probeEngine(engine('cpu'), run)).toMatchObject({ works: true });
  expect(await probeEngine(engine('cpu'), run)).toMatchObject({ works: true });
  expect(
    await probeEngine({ ...engine('cpu'), manifest: { ...engine('cpu').manifest, version: '9' } }, run),
  ).toMatchObject({ works: true, device: 'cuda' });
});

test('a damaged memory of the last probe is no obstacle', async () => {
  await writeFile(join(folder, 'probe.json'), '{"works":');
  expect(await probeEngine(engine('cpu'), async () => ({ works: true }))).toMatchObject({ works: true });
  expect(JSON.parse(await readFile(join(folder, 'probe.json'), 'utf8'))).toMatchObject({ result: { works: true } });
});

test('a CUDA engine that computes on the CPU does not work', async () => {
  const on = (device: 'cpu' | 'cuda') => async (): Promise<ProbeResult> => ({ works: true, device });
  expect(await probeEngine(engine('cuda'), on('cpu'))).toMatchObject({
    works: false,
    failure: { code: 'no_cuda_device' },
  });
  expect(await probeEngine(engine('cuda'), on('cuda'))).toMatchObject({ works: true });
});

function engine(device: 'cpu' | 'cuda'): InstalledEngine {
  const manifest = { name: 'e', version: '1', device, source: 'test', binding: 'tfjs_binding.node', files: [] };
  return { directory: folder, manifest };
}
