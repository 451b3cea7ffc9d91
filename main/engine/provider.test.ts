import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineInstallState } from '../../shared/domain/engines/engine.ts';
import { inTwo } from '../setup/leftOut.ts';
import type { ProbeResult } from './choose/probe.ts';
import type { Machine } from './install/plans.ts';
import { makeWheel } from './install/testing/fakeWheel.ts';
import { packageFolders } from './install/tools.ts';
import { EngineManifest } from './installed/manifest.ts';
import { engineProvider } from './provider.ts';

/** The whole installation with stand-ins (shell scripts, which start quickly) for pip, the compiler, Node and the probe. */
const ARM: Machine = { platform: 'linux', arch: 'arm64', release: '6.1', glibc: '2.36', nvidiaDriver: false };
const NAME = 'tensorflow-cpu-2.21.0';
const WHEEL_FILES = {
  'tensorflow/libtensorflow_cc.so.2': 'main library '.repeat(5000),
  'tensorflow/libtensorflow_framework.so.2': 'framework '.repeat(1000),
  'tensorflow/include/tensorflow/c/c_api.h': 'header',
  'tensorflow/include/other/huge.h': 'not needed',
  'tensorflow/python/__init__.py': 'not needed',
};

let root = '';
let engines = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-install-'));
  engines = join(root, 'engines');
  await writeFile(join(root, 'tensorflow.whl'), makeWheel(WHEEL_FILES));
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface Scene {
  pip?: string;
  compiler?: string;
  node?: 'works' | 'missing';
  machine?: Machine;
  probe?: ProbeResult;
  freeBytes?: number;
  environment?: NodeJS.ProcessEnv;
}

/** What lies in the folder of engines beside what is remembered of the one that is part of Kindling. */
const enginesThere = async () => (await readdir(engines)).filter((name) => name !== 'onnxruntime.json');

function provider(scene: Scene = {}) {
  const fake = (name: string, ...rest: string[]) => ({
    file: 'sh',
    arguments: [fileURLToPath(new URL(`./install/testing/${name}`, import.meta.url)), ...rest],
  });
  const missing = (file: string) => ({ file: join(root, file), arguments: [] });
  const { pip = 'works', compiler = 'works', node = 'missing' } = scene;
  return engineProvider({
    environment: { KINDLING_ENGINES: engines, ...scene.environment },
    machine: scene.machine ?? ARM,
    tools: {
      required: [],
      downloaders: [
        missing('no-pip'),
        ...(pip === 'missing' ? [] : [fake('fakePip.sh', pip, join(root, 'tensorflow.whl'), join(root, 'pip.log'))]),
      ],
      compilers: [
        compiler === 'missing' ? missing('no-compiler') : fake('fakeCompiler.sh', compiler, join(root, 'compiler.log')),
      ],
      node: node === 'works' ? fake('fakeNode.sh') : missing('no-node'),
    },
    runProbe: async () => scene.probe ?? { works: true },
    freeBytes: async () => scene.freeBytes ?? 1e12,
  });
}

function install(scene: Scene = {}, signal = new AbortController().signal, states: EngineInstallState[] = []) {
  return provider(scene).install({ signal, onProgress: (state) => states.push(state) });
}

const failure = async (scene: Scene) => {
  const error = await install(scene).then(
    () => expect.fail('it was installed'),
    (thrown: unknown) => thrown as { code: string; details: { reason: string } },
  );
  expect(error.code).toBe('engine_install_failed');
  expect(await enginesThere(), 'nothing is left').toEqual([]);
  return error.details.reason;
};

const logged = async (name: string) =>
  (await readFile(join(root, name), 'utf8').catch(() => '')).split('\n').filter(Boolean);

describe('a wheel', () => {
  test('becomes an engine that holds only what is needed, with its hashes', async () => {
    const states: EngineInstallState[] = [];
    const { engine, binding } = await install({}, undefined, states);
    expect(engine).toMatchObject({ name: 'tensorflow', version: '2.21.0', source: 'wheel tensorflow 2.21.0' });
    expect(binding).toBe(join(engines, NAME, 'tfjs_binding.node'));
    expect(await enginesThere()).toEqual([NAME]);
    const manifest = EngineManifest.parse(JSON.parse(await readFile(join(engines, NAME, 'engine.json'), 'utf8')));
    const installed = (await readdir(join(engines, NAME), { recursive: true })).sort();
    expect(installed).toEqual([
      'engine.json',
      'probe.json',
      'tensorflow',
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
      'tfjs_binding.node',
    ]);
    expect(manifest.files.map(({ path }) => path).sort()).toEqual(
      installed.filter((path) => /\.(node|so\.2)$/.test(path)),
    );
    const steps = states.map((state) => (state.state === 'installing' ? state.step : state.state));
    expect([...new Set(steps)]).toEqual(['resolve', 'download', 'unpack', 'compile', 'probe']);
    const unpacked = states.findLast((state) => state.state === 'installing' && state.step === 'unpack');
    expect(unpacked).toMatchObject({ doneBytes: 75_006, totalBytes: 75_006 });
  });

  test('is asked for by platform and Python version, without what it depends on', async () => {
    await install();
    const [line = ''] = await logged('pip.log');
    for (const part of [
      '--no-deps --only-binary=:all:',
      '--platform manylinux_2_27_aarch64',
      '--python-version 3.11 --implementation cp --abi cp311',
      'tensorflow==2.21.0',
    ])
      expect(line).toContain(part);
  });

  test('that is installed is found at the next start, and not installed again', async () => {
    await install();
    expect((await provider().select()).engine.name).toBe('tensorflow');
    await install({ pip: 'fail' });
    expect(await logged('pip.log')).toHaveLength(1);
  });

  for (const [some, options] of inTwo(['fail-once', 'truncated-once'], 'truncated-once'))
    test.each(some)('is tried once more when the download is broken (%s)', options, async (pip) => {
      expect((await install({ pip })).engine.name).toBe('tensorflow');
      expect(await logged('pip.log')).toHaveLength(2);
    });
});

describe('an engine whose files change while the studio runs', () => {
  const changes: [string, (folder: string) => Promise<unknown>][] = [
    ['its folder is gone', (folder) => rm(folder, { recursive: true })],
    ['a library is gone', (folder) => rm(join(folder, 'tensorflow', 'libtensorflow_cc.so.2'))],
    ['a library is cut off', (folder) => writeFile(join(folder, 'tensorflow', 'libtensorflow_cc.so.2'), 'cut')],
    ['its manifest is garbage', (folder) => writeFile(join(folder, 'engine.json'), '{')],
  ];
  for (const [some, options] of inTwo(changes, 'its folder is gone', 'a library is cut off'))
    test.each(some)('is told from one that is as it was: %s', options, async (_, damage) => {
      await install();
      const one = provider();
      const selection = await one.select();
      expect(await one.intact?.(selection)).toBe(true);
      await damage(join(engines, NAME));
      expect(await one.intact?.(selection)).toBe(false);
      const next = await one.select();
      expect(next.engine.name).toBe('onnxruntime');
      expect(await one.intact?.(next)).toBe(true);
      expect(one.offer()).not.toBeNull();
    });
});

describe('a failure names every way and why', () => {
  const scenes: [Scene, RegExp, number][] = [
    [{ pip: 'missing' }, /no pip or uv to download with \(.*no-pip is not installed\)/, 0],
    [{ pip: 'fail' }, /exit code 1: ERROR: No matching distribution found/, 2],
    [{ pip: 'killed' }, /SIGKILL/, 2],
    [{ pip: 'nothing' }, /fetched 0 of 1 wheels/, 2],
    [{ pip: 'truncated' }, /cut off/, 2],
    [{ compiler: 'missing' }, /no C\+\+ compiler \(.*no-compiler is not installed\)/, 0],
    [{ compiler: 'fail' }, /fatal error: node_api\.h/, 1],
    [{ probe: { works: false, failure: { code: 'error', message: 'SIGILL' } } }, /: SIGILL;/, 1],
    [{ freeBytes: 1e9 }, /1000 MB free, but 1300 MB are needed/, 0],
  ];
  const shown = [0, 4, 6, 8].map((at) => scenes[at]?.[0]);
  for (const [some, options] of inTwo(scenes, ...shown))
    test.each(some)('%j', options, async (scene, reason, downloads) => {
      const told = await failure(scene);
      expect(told).toMatch(reason);
      expect(told).toMatch(
        /^wheel tensorflow 2\.21\.0: .*; @tensorflow\/tfjs-node 4\.22\.0 with libtensorflow 2\.7\.0: /,
      );
      expect(await logged('pip.log')).toHaveLength(downloads);
    });

  test('another wheel than the known one', async () => {
    const told = await failure({ machine: { ...ARM, arch: 'x64' } });
    expect(told).toMatch(/the wheel has a wrong checksum \(SHA-256/);
    expect(await logged('pip.log')).toHaveLength(2);
  });

  test('a wheel whose file differs from its RECORD, or that lacks a library', async () => {
    const hashes = { 'tensorflow/libtensorflow_cc.so.2': 'B'.repeat(43) };
    await writeFile(join(root, 'tensorflow.whl'), makeWheel(WHEEL_FILES, { hashes }));
    expect(await failure({})).toMatch(/libtensorflow_cc\.so\.2 has a wrong checksum/);
    const { 'tensorflow/libtensorflow_cc.so.2': _, ...others } = WHEEL_FILES;
    await writeFile(join(root, 'tensorflow.whl'), makeWheel(others));
    expect(await failure({})).toMatch(/the wheel lacks tensorflow\/libtensorflow_cc\.so\.2/);
  });

  test('a machine that has none', async () => {
    const machine = { ...ARM, platform: 'freebsd' } as const;
    expect(provider({ machine }).offer()).toBeNull();
    expect(await failure({ machine })).toMatch(/no native engine for this machine/);
  });
});

describe('the package’s own installer', () => {
  const intel: Machine = { platform: 'darwin', arch: 'x64', release: '22.1', glibc: null, nvidiaDriver: false };

  test('serves where there is no pip, and leaves node_modules as it is', async () => {
    const { engine, binding } = await install({ pip: 'missing', node: 'works' });
    expect(engine.source).toBe('@tensorflow/tfjs-node 4.22.0 with libtensorflow 2.7.0');
    expect(await readFile(binding ?? '', 'utf8')).toBe('prebuilt by scripts/install.js cpu download');
    const folder = join(engines, 'libtensorflow-cpu-2.7.0');
    expect(await readdir(join(folder, 'deps', 'lib'))).toEqual(['libtensorflow.so.2']);
    for (const part of ['deps', 'lib']) expect(existsSync(join(packageFolders().tfjsNode, part))).toBe(false);
  });

  test('is what is offered where there is no wheel', () => {
    expect(provider({ machine: intel }).offer()).toMatchObject({ method: 'package', name: 'libtensorflow 2.9.1' });
    expect(provider().offer()).toMatchObject({ method: 'wheel', name: 'tensorflow 2.21.0' });
  });

  test('is what is left when the wheel’s engine is whole but does not work here', async () => {
    await install();
    await rm(join(engines, NAME, 'probe.json'));
    const broken = provider({ probe: { works: false, failure: { code: 'error', message: 'SIGILL' } } });
    expect((await broken.select()).engine.reason).toMatchObject([
      { engine: NAME, failure: { message: 'SIGILL' } },
      { engine: 'onnxruntime' },
    ]);
    expect(broken.offer()).toMatchObject({ method: 'package' });
    const attempt = broken.install({ signal: new AbortController().signal, onProgress: () => {} });
    await expect(attempt).rejects.toMatchObject({
      details: { reason: expect.stringMatching(/^tensorflow-cpu-2\.21\.0 does not work here: SIGILL; @tensorflow/) },
    });
    expect(await enginesThere(), 'the engine is kept').toEqual([NAME]);
  });
});

test('what is open is settled once: WebGPU is probed, and the engines there are measured', async () => {
  await install();
  const asked: string[] = [];
  const settling = (environment: NodeJS.ProcessEnv = {}) =>
    engineProvider({
      environment: { KINDLING_ENGINES: engines, VK_ICD_FILENAMES: '/drivers/a.json', ...environment },
      machine: ARM,
      runProbe: async (_, { engine, task }) => {
        asked.push(`${task} ${engine}`);
        const adapter = { name: 'A GPU', software: false };
        return {
          works: true,
          device: 'gpu',
          adapter,
          stepMs: { tensorflow: 20, onnxruntime: 30, webgpu: 10, wasm: 500 }[engine],
        };
      },
    });
  const signal = new AbortController().signal;
  expect((await settling().select()).engine).toMatchObject({ name: 'tensorflow' });
  expect(asked).toEqual([]);
  expect((await settling().settle?.({ signal }))?.engine).toMatchObject({ name: 'webgpu', deviceName: 'A GPU' });
  const measured = ['tensorflow', 'webgpu', 'onnxruntime'].map((name) => `measure ${name}`);
  expect(asked).toEqual(['probe webgpu', 'probe onnxruntime', ...measured]);
  await settling().settle?.({ signal });
  expect((await settling().select()).engine).toMatchObject({ name: 'webgpu' });
  expect(await settling({ KINDLING_ENGINE: 'wasm' }).settle?.({ signal })).toBeNull();
  expect((await settling({ KINDLING_ENGINE: 'tensorflow' }).settle?.({ signal }))?.engine.name).toBe('tensorflow');
  expect(asked).toHaveLength(5);
});

test('a damaged engine is offered again, and replaced', async () => {
  await install();
  const library = join(engines, NAME, 'tensorflow', 'libtensorflow_cc.so.2');
  await writeFile(library, 'short');
  const again = provider();
  expect((await again.select()).engine).toMatchObject({ name: 'onnxruntime', reason: [{ code: 'damaged' }] });
  expect(again.offer()).toMatchObject({ method: 'wheel' });
  expect((await install()).engine.name).toBe('tensorflow');
  expect((await readFile(library, 'utf8')).length).toBe(65_000);
  expect(await enginesThere()).toEqual([NAME]);
});

test.each([
  ['download', { pip: 'hang' }, 'pip.log'],
  ['compile', { compiler: 'hang' }, 'compiler.log'],
])('cancelled while it is at %s, it ends its processes and leaves nothing', async (step, scene, log) => {
  const controller = new AbortController();
  const cancelOnce = async (state: EngineInstallState) => {
    if (state.state !== 'installing' || state.step !== step) return;
    while ((await logged(log)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
  };
  const attempt = provider(scene).install({ signal: controller.signal, onProgress: (state) => void cancelOnce(state) });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  expect(await enginesThere()).toEqual([]);
  const pid = Number.parseInt((await logged(log))[0] ?? '', 10);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('progress of a download is what lies on the disk', async () => {
  const controller = new AbortController();
  const onProgress = (state: EngineInstallState) => {
    if (state.state === 'installing' && state.step === 'download' && state.doneBytes === 1000) controller.abort();
  };
  const attempt = provider({ pip: 'hang' }).install({ signal: controller.signal, onProgress });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
});

test('of two at once one installs and the other takes its engine', async () => {
  const both = await Promise.all([install(), install()]);
  expect(both.map(({ binding }) => binding)).toEqual(Array(2).fill(join(engines, NAME, 'tfjs_binding.node')));
  expect(await logged('compiler.log')).toHaveLength(1);
  expect(await enginesThere()).toEqual([NAME]);
});

describe('what a dead installation left', () => {
  async function leave(pid: number): Promise<void> {
    await mkdir(join(engines, '.installing-dead'), { recursive: true });
    await writeFile(join(engines, '.installing-dead', 'half.whl'), 'half');
    await writeFile(join(engines, 'install.lock'), `${pid} some-id\n`);
  }
  const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

  test('is removed at the next start', async () => {
    await leave(deadPid());
    await provider().select();
    expect(await enginesThere()).toEqual([]);
  });

  test('does not hinder the next installation', async () => {
    await leave(deadPid());
    expect((await install()).engine.name).toBe('tensorflow');
    expect(await enginesThere()).toEqual([NAME]);
  });

  test('stays while its process lives, unless it has been silent for long', async () => {
    await leave(process.pid);
    await provider().select();
    expect(await enginesThere()).toEqual(['.installing-dead', 'install.lock']);
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(join(engines, 'install.lock'), longAgo, longAgo);
    await provider().select();
    expect(await enginesThere()).toEqual([]);
  });

  test('someone who waits for a living one can cancel', async () => {
    await leave(process.pid);
    await expect(install({}, AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'cancelled' });
    expect(await enginesThere()).toEqual(['.installing-dead', 'install.lock']);
  });
});

test('KINDLING_ENGINE=wasm wants no native engine', async () => {
  const wasm = provider({ environment: { KINDLING_ENGINE: 'wasm' } });
  expect(wasm.offer()).toBeNull();
  const attempt = wasm.install({ signal: new AbortController().signal, onProgress: () => {} });
  await expect(attempt).rejects.toMatchObject({ code: 'engine_install_failed' });
});
