import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProbeResult } from './probe.ts';
import { probeWebgpu, rememberedWebgpu, type WebgpuProbeOptions } from './webgpuProbe.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-webgpu-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const GPU: ProbeResult = { works: true, device: 'gpu', adapter: { name: 'A GPU', software: false } };
const CRASH: ProbeResult = { works: false, failure: { code: 'crashed', how: 'SIGSEGV' } };

/** A machine that may have a graphics processor. */
const machine = (answers: ProbeResult[], environment: NodeJS.ProcessEnv = {}): WebgpuProbeOptions => ({
  enginesFolder: folder,
  platform: 'win32',
  environment,
  runProbe: async () => answers.shift() ?? { works: false, failure: { code: 'error', message: 'asked too often' } },
});

test('an answer is remembered, until the driver is another', async () => {
  const answers = [GPU, CRASH];
  expect(await rememberedWebgpu(machine(answers))).toBeNull();
  expect(await probeWebgpu(machine(answers))).toEqual(GPU);
  expect(await probeWebgpu(machine(answers))).toEqual(GPU);
  expect(await rememberedWebgpu(machine(answers))).toEqual(GPU);
  const otherDriver = { VK_ICD_FILENAMES: '/drivers/other.json' };
  expect(await rememberedWebgpu(machine(answers, otherDriver))).toBeNull();
  expect(await probeWebgpu(machine(answers, otherDriver))).toEqual(CRASH);
});

test('a failure is remembered for a day', async () => {
  const answers = [CRASH, GPU];
  expect(await probeWebgpu(machine(answers))).toEqual(CRASH);
  expect(await probeWebgpu(machine(answers))).toEqual(CRASH);
  vi.useFakeTimers({ now: Date.now() + 25 * 3600_000 });
  expect(await probeWebgpu(machine(answers))).toEqual(GPU);
});

test('the real probe comes back with an answer, whatever is or is not there', async () => {
  const environment = { ...process.env, VK_ICD_FILENAMES: process.env.VK_ICD_FILENAMES ?? join(folder, 'none.json') };
  const result = await probeWebgpu({ enginesFolder: folder, environment });
  expect(result.works ? result.device : result.failure.code).toMatch(/^(gpu|no_gpu)$/);
});
