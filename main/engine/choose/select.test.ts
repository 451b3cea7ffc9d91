import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EngineInfo, measuredText } from '../../../shared/domain/engines/engine.ts';
import { writeManifest } from '../installed/manifest.ts';
import type { Outcome } from './measurements.ts';
import type { ProbeRequest, ProbeResult } from './probe.ts';
import { forInference, selectEngine } from './select.ts';
import { surveyEngines } from './survey.ts';

let folder = '';
let probed: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-engines-'));
  probed = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function addEngine(name: string, version: string, device: 'cpu' | 'cuda' = 'cpu'): Promise<void> {
  const directory = join(folder, name);
  await mkdir(directory);
  await writeFile(join(directory, 'library.so'), `library of ${name}`);
  await writeFile(join(directory, 'tfjs.node'), 'binding');
  const about = { name, version, device, source: `wheel ${name}`, binding: 'tfjs.node' };
  await writeManifest(directory, about, ['tfjs.node', 'library.so']);
}

/** As after a change of the machine's CPU. */
async function forgetProbes(): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name, 'probe.json'), { force: true });
}

const engineKey = ({ name, device, provider }: EngineInfo) => `${name} ${provider ?? device}`;

const NO_LIBRARY: ProbeResult = { works: false, failure: { code: 'error', message: 'no library' } };

function select(
  broken: Record<string, string> = {},
  environment: NodeJS.ProcessEnv = {},
  webgpu: ProbeResult | null = null,
  outcomes: Record<string, Outcome> = {},
  onnxruntime: ProbeResult = NO_LIBRARY,
) {
  const probe = async (_script: string, { binding }: ProbeRequest): Promise<ProbeResult> => {
    const name = binding?.split(/[\\/]/).at(-2) ?? '';
    probed.push(name);
    const message = broken[name];
    return message ? { works: false, failure: { code: 'error', message } } : { works: true };
  };
  return selectEngine(environment, {
    survey: () => surveyEngines(folder, probe),
    webgpu: async () => webgpu,
    onnxruntime: async (when) => (when === 'now' ? onnxruntime : null),
    outcomes: async (candidates) => candidates.map(({ engine }) => outcomes[engineKey(engine)] ?? null),
  });
}

const broken = (engine: string, message: string) => ({
  code: 'does_not_work' as const,
  engine,
  failure: { code: 'error' as const, message },
});

const noLibrary = broken('onnxruntime', 'no library');

test('without an installed engine the one that is part of Kindling serves', async () => {
  const { engine, binding } = await select({}, {}, null, {}, { works: true });
  expect(engine).toMatchObject({ name: 'onnxruntime', version: '1.30.0', device: 'cpu', reason: null });
  expect(engine.source).toBe('onnxruntime-node 1.30.0');
  expect(binding).toBeNull();
});

test('it is asked whether it works where nothing else does, or when it is asked for', async () => {
  await addEngine('a', '2.21.0');
  expect((await select({}, {}, null, {}, { works: true })).engine.name).toBe('tensorflow');
  expect((await select({}, { KINDLING_ENGINE: 'onnxruntime' }, null, {}, { works: true })).engine.name).toBe(
    'onnxruntime',
  );
  await expect(select({}, { KINDLING_ENGINE: 'onnxruntime' })).rejects.toMatchObject({
    details: { engine: 'onnxruntime', reasons: [noLibrary] },
  });
});

test('without a native engine WASM serves, with the reason', async () => {
  const { engine, binding } = await select();
  expect(engine).toMatchObject({
    name: 'wasm',
    version: '4.22.0',
    device: 'cpu',
    reason: [noLibrary],
  });
  expect(binding).toBeNull();
});

test('a folder that does not exist is no engine', async () => {
  await rm(folder, { recursive: true });
  expect((await select()).engine.name).toBe('wasm');
});

test('an installed engine is used and tells where it came from', async () => {
  await addEngine('a', '2.21.0');
  const { engine, binding } = await select();
  expect(engine).toMatchObject({ name: 'tensorflow', version: '2.21.0', reason: null, source: 'wheel a' });
  expect(binding).toBe(join(folder, 'a', 'tfjs.node'));
});

test('CUDA goes before CPU and newer before older, by number', async () => {
  await addEngine('old', '2.9.1');
  await addEngine('new', '2.21.0');
  expect((await select()).engine.version).toBe('2.21.0');
  await addEngine('gpu', '2.10.0', 'cuda');
  expect((await select()).engine).toMatchObject({ version: '2.10.0', device: 'cuda' });
  expect(probed).toEqual(['new', 'gpu']);
});

test('an engine that fails its probe is passed over with its reason, and kept', async () => {
  await addEngine('new', '2.21.0');
  await addEngine('old', '2.9.1');
  const { engine } = await select({ new: 'SIGILL' });
  expect(engine).toMatchObject({ name: 'tensorflow', version: '2.9.1', reason: [broken('new', 'SIGILL')] });
  await forgetProbes();
  const none = await select({ new: 'SIGILL', old: 'too old' });
  expect(none.engine).toMatchObject({
    name: 'wasm',
    reason: [broken('new', 'SIGILL'), broken('old', 'too old'), noLibrary],
  });
  expect((await select()).engine.version).toBe('2.21.0');
});

test.each(['new library', ''])('a library of another size (%j) is damage', async (contents) => {
  await addEngine('a', '2.21.0');
  await writeFile(join(folder, 'a', 'library.so'), contents);
  const [surveyed] = await surveyEngines(folder, async () => ({
    works: false,
    failure: { code: 'error', message: 'crashed' },
  }));
  expect(surveyed).toMatchObject({ state: 'damaged', reason: { code: 'damaged', engine: 'a' } });
});

test('damage that keeps the size is found by its hash once the probe failed', async () => {
  await addEngine('a', '2.21.0');
  await writeFile(join(folder, 'a', 'library.so'), 'library of b');
  const [surveyed] = await surveyEngines(folder, async () => ({
    works: false,
    failure: { code: 'error', message: 'crashed' },
  }));
  expect(surveyed?.state).toBe('damaged');
});

test('a library that was written again is probed again', async () => {
  await addEngine('a', '2.21.0');
  await select();
  await select();
  expect(probed).toEqual(['a']);
  await utimes(join(folder, 'a', 'library.so'), new Date(), new Date(Date.now() + 5000));
  await select();
  expect(probed).toEqual(['a', 'a']);
});

test('a folder without a manifest, or with half of one, or still being made, is not an engine', async () => {
  await addEngine('.installing-x', '3.0.0');
  await mkdir(join(folder, 'b'));
  await mkdir(join(folder, 'c'));
  await writeFile(join(folder, 'c', 'engine.json'), '{"name":"c"');
  expect((await select()).engine.name).toBe('wasm');
  expect(probed).toEqual([]);
});

test('KINDLING_ENGINE forces one or says why not', async () => {
  await addEngine('a', '2.21.0');
  expect((await select({}, { KINDLING_ENGINE: 'wasm' })).engine).toMatchObject({
    name: 'wasm',
    reason: [{ code: 'forced', engine: 'wasm' }],
  });
  expect(probed).toEqual([]);
  expect((await select({}, { KINDLING_ENGINE: 'tensorflow' })).engine.name).toBe('tensorflow');
  await forgetProbes();
  await expect(select({ a: 'SIGILL' }, { KINDLING_ENGINE: 'tensorflow' })).rejects.toMatchObject({
    code: 'engine_unavailable',
    details: { engine: 'tensorflow', reason: 'a does not work here: SIGILL', reasons: [broken('a', 'SIGILL')] },
  });
  await expect(select({}, { KINDLING_ENGINE: 'cuda' })).rejects.toMatchObject({ code: 'engine_unavailable' });
  expect((await select({}, { KINDLING_ENGINE: '' })).engine.name).toBe('tensorflow');
});

describe('WebGPU', () => {
  const gpu = (name: string, software = false): ProbeResult => ({
    works: true,
    device: 'gpu',
    adapter: { name, software },
  });

  test('a graphics processor serves where there is no TensorFlow', async () => {
    const { engine, binding } = await select({}, {}, gpu('A GPU'));
    expect(engine).toMatchObject({ name: 'webgpu', device: 'gpu', deviceName: 'A GPU', reason: null });
    expect(engine.source).toMatch(/^webgpu \d+\.\d+\.\d+ \(Dawn\)$/);
    expect(binding).toBeNull();
    await addEngine('a', '2.21.0');
    expect((await select({}, {}, gpu('A GPU'))).engine.name).toBe('tensorflow');
  });

  test('a program that imitates one serves only who asks for it', async () => {
    const { engine } = await select({}, {}, gpu('SwiftShader', true));
    expect(engine).toMatchObject({ name: 'wasm', reason: [noLibrary] });
    const failure = { code: 'software_gpu', adapter: 'SwiftShader' };
    expect((await select({}, { KINDLING_ENGINE: 'webgpu' }, gpu('SwiftShader', true))).engine).toMatchObject({
      name: 'webgpu',
      reason: [{ code: 'does_not_work', engine: 'webgpu', failure }],
    });
  });

  test('a crash in it is told, and that there is none is not', async () => {
    const failure = { code: 'crashed', how: 'SIGSEGV' } as const;
    const reason = { code: 'does_not_work', engine: 'webgpu', failure };
    expect((await select({}, {}, { works: false, failure })).engine).toMatchObject({
      name: 'wasm',
      reason: [reason, noLibrary],
    });
    expect((await select({}, {}, { works: false, failure: { code: 'no_gpu' } })).engine.reason).toEqual([noLibrary]);
    await expect(select({}, { KINDLING_ENGINE: 'webgpu' }, { works: false, failure })).rejects.toMatchObject({
      code: 'engine_unavailable',
      details: { engine: 'webgpu', reasons: [reason] },
    });
  });
});

describe('ONNX Runtime’s providers', () => {
  const gpu: ProbeResult = { works: true, device: 'gpu', adapter: { name: 'A GPU', software: false } };
  const both: ProbeResult = { works: true, device: 'cpu', providers: ['dml', 'webgpu'] };
  const measured = { 'onnxruntime cpu': { stepMs: 300 }, 'onnxruntime dml': { stepMs: 40 } };
  const asked = { KINDLING_ENGINE: 'onnxruntime' };
  const outcomes = { ...measured, 'onnxruntime webgpu': { stepMs: 30 } };

  test('the one whose step was measured to be the fastest trains', async () => {
    const { engine } = await select({}, asked, gpu, outcomes, both);
    expect(engine).toMatchObject({ device: 'gpu', provider: 'webgpu', deviceName: 'A GPU', reason: null });
    expect(engine.measured).toEqual([
      { name: 'onnxruntime', device: 'gpu', provider: 'webgpu', stepMs: 30 },
      { name: 'onnxruntime', device: 'gpu', provider: 'dml', stepMs: 40 },
      { name: 'onnxruntime', device: 'cpu', stepMs: 300 },
    ]);
    expect(measuredText(engine)).toBe(
      'onnxruntime (WebGPU) on gpu 30 ms, onnxruntime (DirectML) on gpu 40 ms, onnxruntime on cpu 300 ms',
    );
  });

  test('until all are measured, and where they are slower, the processor does', async () => {
    expect((await select({}, asked, gpu, measured, both)).engine).not.toHaveProperty('provider');
    const slow = { ...outcomes, 'onnxruntime webgpu': { stepMs: 3000 }, 'onnxruntime dml': { stepMs: 301 } };
    expect((await select({}, asked, gpu, slow, both)).engine).toMatchObject({
      device: 'cpu',
      deviceName: cpus()[0]?.model,
    });
  });

  test('one that computes wrongly is passed over, and that is told', async () => {
    const failure = { code: 'wrong_result', got: '3', expected: '4' } as const;
    const { engine } = await select({}, asked, gpu, { ...outcomes, 'onnxruntime webgpu': { failure } }, both);
    expect(engine).toMatchObject({
      provider: 'dml',
      reason: [{ code: 'does_not_work', engine: 'onnxruntime (WebGPU)', failure }],
    });
  });

  test('none is tried where WebGPU finds no graphics processor, or a program that imitates one', async () => {
    const software: ProbeResult = { works: true, device: 'gpu', adapter: { name: 'SwiftShader', software: true } };
    for (const found of [null, software, { works: false, failure: { code: 'no_gpu' } } as const])
      expect((await select({}, asked, found, outcomes, both)).engine.device).toBe('cpu');
  });

  test('one is used, or none at all, when it is asked for', async () => {
    const by = (provider: string) => ({ KINDLING_EXECUTION_PROVIDER: provider });
    expect((await select({}, { ...asked, ...by('cpu') }, gpu, outcomes, both)).engine.device).toBe('cpu');
    expect((await select({}, by('dml'), gpu, {}, both)).engine).toMatchObject({
      provider: 'dml',
      deviceName: 'A GPU',
      reason: null,
    });
    const software: ProbeResult = { works: true, device: 'gpu', adapter: { name: 'SwiftShader', software: true } };
    expect((await select({}, by('webgpu'), software, {}, both)).engine).toMatchObject({
      provider: 'webgpu',
      reason: [{ code: 'does_not_work', engine: 'onnxruntime (WebGPU)', failure: { code: 'software_gpu' } }],
    });
    await expect(select({}, by('webgpu'), gpu, {}, NO_LIBRARY)).rejects.toMatchObject({
      code: 'engine_unavailable',
      details: { reasons: [broken('onnxruntime (WebGPU)', 'no library')] },
    });
    await expect(select({}, by('metal'), gpu, {}, both)).rejects.toMatchObject({
      details: { reasons: [{ code: 'unknown_provider', asked: 'metal', known: 'cpu, webgpu, dml, coreml, cuda' }] },
    });
  });
});

describe('measurements', () => {
  const gpu: ProbeResult = { works: true, device: 'gpu', adapter: { name: 'A GPU', software: false } };
  const fastGpu = { 'tensorflow cpu': { stepMs: 40 }, 'webgpu gpu': { stepMs: 30.5 }, 'wasm cpu': { stepMs: 900 } };

  test('the fastest of the engines is taken, and knows what was measured', async () => {
    await addEngine('a', '2.21.0');
    const { engine } = await select({}, {}, gpu, fastGpu);
    expect(engine).toMatchObject({
      name: 'webgpu',
      reason: null,
      measured: [
        { name: 'webgpu', device: 'gpu', stepMs: 30.5 },
        { name: 'tensorflow', device: 'cpu', stepMs: 40 },
        { name: 'wasm', device: 'cpu', stepMs: 900 },
      ],
    });
    const slow = await select({}, {}, gpu, { ...fastGpu, 'webgpu gpu': { stepMs: 41 } });
    expect(slow.engine).toMatchObject({ name: 'tensorflow', device: 'cpu' });
    expect(slow.binding).not.toBeNull();
  });

  test('CUDA that loses to the CPU is not taken', async () => {
    await addEngine('cpu', '2.21.0');
    await addEngine('gpu', '2.21.0', 'cuda');
    expect((await select({}, { KINDLING_ENGINE: 'tensorflow' })).engine.device).toBe('cuda');
    const outcomes = {
      'tensorflow cpu': { stepMs: 40 },
      'tensorflow cuda': { stepMs: 50 },
      'wasm cpu': { stepMs: 900 },
    };
    for (const KINDLING_ENGINE of ['tensorflow', ''])
      expect((await select({}, { KINDLING_ENGINE }, null, outcomes)).engine.device).toBe('cpu');
  });

  test('until all are measured, and where there is no choice, they count for nothing', async () => {
    await addEngine('a', '2.21.0');
    const { 'webgpu gpu': _, ...some } = fastGpu;
    const { engine } = await select({}, {}, gpu, some);
    expect(engine.name).toBe('tensorflow');
    expect(engine.measured).toBeUndefined();
    expect((await select({}, {}, null, { ...fastGpu, 'wasm cpu': { stepMs: 1 } })).engine.name).toBe('tensorflow');
  });

  test('WASM need not be measured where another takes a step, and has to where none does', async () => {
    await addEngine('a', '2.21.0');
    const { 'wasm cpu': _, ...some } = fastGpu;
    const { engine } = await select({}, {}, gpu, some);
    expect(engine).toMatchObject({ name: 'webgpu', measured: [{ name: 'webgpu' }, { name: 'tensorflow' }] });
    const failure = { code: 'crashed', how: 'SIGSEGV' } as const;
    const failed = { 'tensorflow cpu': { failure }, 'webgpu gpu': { failure } };
    expect((await select({}, {}, gpu, failed)).engine.name).toBe('tensorflow');
    expect((await select({}, {}, gpu, { ...failed, 'wasm cpu': { stepMs: 900 } })).engine.name).toBe('wasm');
  });

  test('an engine that fails when it has to train is passed over with its reason', async () => {
    await addEngine('a', '2.21.0');
    const failure = { code: 'crashed', how: 'SIGSEGV' } as const;
    const { engine } = await select({}, {}, gpu, { ...fastGpu, 'webgpu gpu': { failure } });
    expect(engine).toMatchObject({
      name: 'tensorflow',
      reason: [{ code: 'does_not_work', engine: 'webgpu', failure }],
    });
    expect(engine.measured).toHaveLength(2);
  });
});

describe('models are used with', () => {
  const tensorflow = {
    ...{ name: 'tensorflow', version: '2.21.0', device: 'cpu', deviceName: 'Some CPU', reason: null, source: 'wheel' },
  } as const satisfies EngineInfo;
  const step = (name: EngineInfo['name'], more: Partial<EngineInfo> = {}) =>
    ({ name, device: 'cpu', stepMs: 5, ...more }) as const;
  const usedWith = (engine: EngineInfo) => engineKey(forInference({ engine, binding: '/tfjs.node' }).engine);

  test('ONNX Runtime on the processor where TensorFlow’s step there is the faster one and both were measured', () => {
    const engine = { ...tensorflow, measured: [step('tensorflow'), step('onnxruntime')] };
    expect(forInference({ engine, binding: '/tfjs.node' })).toMatchObject({
      engine: { name: 'onnxruntime', device: 'cpu', source: expect.stringContaining('onnxruntime-node') },
      binding: null,
    });
  });

  test('the engine itself where it is another one, was asked for, or nothing else is known to work', () => {
    expect(usedWith(tensorflow)).toBe('tensorflow cpu');
    expect(usedWith({ ...tensorflow, measured: [step('tensorflow')] })).toBe('tensorflow cpu');
    const onGpu = [step('onnxruntime', { device: 'gpu', provider: 'webgpu' })];
    expect(usedWith({ ...tensorflow, measured: onGpu })).toBe('tensorflow cpu');
    expect(usedWith({ ...tensorflow, device: 'cuda', measured: [step('onnxruntime')] })).toBe('tensorflow cuda');
    expect(usedWith({ ...tensorflow, name: 'onnxruntime', device: 'gpu', provider: 'webgpu' })).toBe('onnxruntime cpu');
  });
});
