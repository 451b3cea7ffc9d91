import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InstalledEngine } from './manifest.ts';
import { type ProbeResult, probeEngine, runInChild } from './probe.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-probe-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function runScript(source: string, timeLimitMs = 20_000): Promise<ProbeResult> {
  const script = join(folder, 'probe.mjs');
  await writeFile(script, source);
  return await runInChild(timeLimitMs)(script, join(folder, 'the.node'));
}

const stay = 'setInterval(() => {}, 1000);';

test('an answer comes back, and the script knows the binding', async () => {
  const answer = 'process.send({ works: true, reason: process.argv[2] }, () => process.exit());';
  expect(await runScript(answer)).toEqual({ works: true, reason: join(folder, 'the.node') });
});

test('a missing CPU instruction is a reason', async () => {
  const { works, reason } = await runScript(`process.kill(process.pid, 'SIGILL'); ${stay}`);
  expect(works).toBe(false);
  expect(reason).toContain('SIGILL');
});

test('a crash tells the signal', async () => {
  const { works, reason } = await runScript(`process.kill(process.pid, 'SIGSEGV'); ${stay}`);
  expect({ works, reason }).toEqual({ works: false, reason: 'it ended with SIGSEGV' });
});

test('an early end tells the exit code and the last line of stderr', async () => {
  const result = await runScript("process.stderr.write('first\\nlibc is too old\\n'); process.exitCode = 3;");
  expect(result).toEqual({ works: false, reason: 'it ended with exit code 3: libc is too old' });
});

test('a hang ends at the time limit', async () => {
  expect(await runScript(stay, 300)).toEqual({ works: false, reason: 'no answer within 0.3 s' });
});

test('an answer of another shape is no answer', async () => {
  const { works, reason } = await runScript("process.send('yes', () => process.exit());");
  expect(works).toBe(false);
  expect(reason).toContain('"yes"');
});

test('a binding that does not exist fails with a reason in the real probe', async () => {
  const { works, reason } = await probeEngine(engine('cpu'));
  expect(works).toBe(false);
  expect(reason).toContain('tfjs_binding.node');
});

test('only success is remembered, and only for the same engine', async () => {
  const answers: ProbeResult[] = [
    { works: false, reason: 'busy' },
    { works: true, reason: '' },
    { works: true, reason: 'second' },
  ];
  const run = async () => answers.shift() ?? { works: false, reason: 'asked too often' };
  expect(await probeEngine(engine('cpu'), run)).toMatchObject({ works: false, reason: 'busy' });
  expect(await probeEngine(engine('cpu'), run)).toMatchObject({ works: true, reason: '' });
  expect(await probeEngine(engine('cpu'), run)).toMatchObject({ works: true, reason: '' });
  expect(
    await probeEngine({ ...engine('cpu'), manifest: { ...engine('cpu').manifest, version: '9' } }, run),
  ).toMatchObject({ works: true, reason: 'second' });
});

test('a damaged memory of the last probe is no obstacle', async () => {
  await writeFile(join(folder, 'probe.json'), '{"works":');
  expect(await probeEngine(engine('cpu'), async () => ({ works: true, reason: '' }))).toMatchObject({ works: true });
  expect(JSON.parse(await readFile(join(folder, 'probe.json'), 'utf8'))).toMatchObject({ works: true });
});

test('a CUDA engine that computes on the CPU does not work', async () => {
  const on = (device: 'cpu' | 'cuda') => async () => ({ works: true, reason: '', device });
  expect(await probeEngine(engine('cuda'), on('cpu'))).toMatchObject({
    works: false,
    reason: expect.stringMatching(/CUDA/),
  });
  expect(await probeEngine(engine('cuda'), on('cuda'))).toMatchObject({ works: true });
});

function engine(device: 'cpu' | 'cuda'): InstalledEngine {
  const manifest = { name: 'e', version: '1', device, source: 'test', binding: 'tfjs_binding.node', files: [] };
  return { directory: folder, manifest };
}
