import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineName } from '../../../shared/domain/engines/engine.ts';
import { takesLong } from '../../setup/leftOut.ts';
import type { EngineSelection } from '../installed/selection.ts';
import { isWorthMeasuring, measure, rememberedOutcomes } from './measurements.ts';
import type { ProbeRequest, ProbeResult, RunProbe } from './probe.ts';
import { runInChild } from './probe.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-measured-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const candidate = (name: EngineName, version = '1'): EngineSelection => ({
  engine: { name, version, device: 'cpu', deviceName: 'A CPU', reason: null, source: 'test' },
  binding: name === 'tensorflow' ? '/engines/the.node' : null,
});
const [tensorflow, webgpu, wasm] = [candidate('tensorflow'), candidate('webgpu'), candidate('wasm')];
const ALL = [tensorflow, webgpu, wasm];
const neverAborted = () => new AbortController().signal;

/** Answers with the times, in milliseconds, and notes what was asked for. */
function scripted(answers: Partial<Record<EngineName, ProbeResult>>, asked: ProbeRequest[] = []): RunProbe {
  return async (_script, request) => {
    asked.push(request);
    return answers[request.engine] ?? { works: true, stepMs: 7 };
  };
}

test('a choice is needed: WASM and one other engine are none', () => {
  expect([[wasm], [tensorflow, wasm], [webgpu, wasm]].some(isWorthMeasuring)).toBe(false);
  expect(isWorthMeasuring(ALL)).toBe(true);
  expect(isWorthMeasuring([tensorflow, candidate('tensorflow', '2')])).toBe(true);
});

test('each engine is measured once, in its version', async () => {
  const asked: ProbeRequest[] = [];
  const runProbe = scripted({ tensorflow: { works: true, stepMs: 40 } }, asked);
  expect(await rememberedOutcomes(folder, ALL)).toEqual([null, null, null]);
  for (let start = 0; start < 2; start++) await measure(folder, ALL, { runProbe, signal: neverAborted() });
  expect(asked).toEqual([
    { engine: 'tensorflow', binding: '/engines/the.node', task: 'measure' },
    { engine: 'webgpu', binding: null, task: 'measure' },
  ]);
  expect(await rememberedOutcomes(folder, [webgpu, tensorflow])).toEqual([{ stepMs: 7 }, { stepMs: 40 }]);
  expect(await rememberedOutcomes(folder, [candidate('tensorflow', '2')])).toEqual([null]);
});

test('a failure is believed for a day', async () => {
  const failure = { code: 'no_answer', seconds: 60 } as const;
  const runProbe = scripted({ webgpu: { works: false, failure } });
  await measure(folder, ALL, { runProbe, signal: neverAborted() });
  expect(await rememberedOutcomes(folder, ALL)).toEqual([{ stepMs: 7 }, { failure }, null]);
  vi.useFakeTimers({ now: Date.now() + 25 * 3600_000 });
  expect(await rememberedOutcomes(folder, ALL)).toEqual([{ stepMs: 7 }, null, null]);
});

test('WASM takes a step where no other does', async () => {
  const failed: ProbeResult = { works: false, failure: { code: 'no_answer', seconds: 60 } };
  const runProbe = scripted({ tensorflow: failed, webgpu: failed });
  await measure(folder, ALL, { runProbe, signal: neverAborted() });
  expect((await rememberedOutcomes(folder, ALL))[2]).toEqual({ stepMs: 7 });
});

test('what is cut off is not remembered', async () => {
  const controller = new AbortController();
  const runProbe: RunProbe = async () => {
    controller.abort();
    return { works: false, failure: { code: 'crashed', how: 'SIGKILL' } };
  };
  await measure(folder, ALL, { runProbe, signal: controller.signal });
  expect(await rememberedOutcomes(folder, ALL)).toEqual([null, null, null]);
});

test('a damaged memory is no obstacle', async () => {
  await writeFile(join(folder, 'measured.json'), '{"a":');
  await measure(folder, [wasm], { runProbe: scripted({}), signal: neverAborted() });
  expect(await rememberedOutcomes(folder, [wasm])).toEqual([{ stepMs: 7 }]);
});

test('aborting ends the process', async () => {
  const script = join(folder, 'probe.mjs');
  await writeFile(script, 'setInterval(() => {}, 1000);');
  const request = { engine: 'wasm', binding: null, task: 'measure' } as const;
  const result = await runInChild()(script, request, AbortSignal.timeout(200));
  expect(result).toEqual({ works: false, failure: { code: 'crashed', how: 'SIGKILL' } });
});

test('the real process measures real training steps', takesLong, async () => {
  // A minute is enough for whoever is alone on a machine.
  await measure(folder, [wasm], { runProbe: runInChild(600_000), signal: neverAborted() });
  const [outcome] = await rememberedOutcomes(folder, [wasm]);
  expect(outcome).toEqual({ stepMs: expect.any(Number) });
});
