import { expect, test } from 'vitest';
import { compilerArguments } from './compile.ts';
import { type EnginePlan, enginePlans, type Machine, offerOf } from './plans.ts';

const LINUX: Machine = { platform: 'linux', arch: 'x64', release: '6.1', glibc: '2.36', nvidiaDriver: false };
const names = (machine: Partial<Machine>) => enginePlans({ ...LINUX, ...machine }).map(({ name }) => name);
const WHEEL = 'tensorflow-cpu-2.21.0';

test.each([
  ['Linux x64', {}, [WHEEL, 'libtensorflow-cpu-2.9.1']],
  ['with NVIDIA’s driver', { nvidiaDriver: true }, ['tensorflow-cuda-2.21.0', WHEEL, 'libtensorflow-cpu-2.9.1']],
  ['Linux arm64', { arch: 'arm64' }, [WHEEL, 'libtensorflow-cpu-2.7.0']],
  ['an old glibc', { glibc: '2.17' }, ['libtensorflow-cpu-2.9.1']],
  ['just the oldest glibc', { glibc: '2.27' }, [WHEEL, 'libtensorflow-cpu-2.9.1']],
  ['musl', { glibc: null }, []],
  [
    'macOS 14 on arm64',
    { platform: 'darwin', arch: 'arm64', release: '23.1.0', glibc: null },
    [WHEEL, 'libtensorflow-cpu-2.7.0'],
  ],
  [
    'macOS 11 on arm64',
    { platform: 'darwin', arch: 'arm64', release: '20.6.0', glibc: null },
    ['libtensorflow-cpu-2.7.0'],
  ],
  ['macOS on Intel', { platform: 'darwin', release: '23.1.0', glibc: null }, ['libtensorflow-cpu-2.9.1']],
  ['Windows x64', { platform: 'win32', release: '10.0', glibc: null }, ['libtensorflow-cpu-2.9.1']],
  ['Windows arm64', { platform: 'win32', arch: 'arm64', release: '10.0', glibc: null }, []],
  ['32-bit ARM', { arch: 'arm' }, []],
] as [string, Partial<Machine>, string[]][])('%s', (_what, machine, expected) => {
  expect(names(machine)).toEqual(expected);
});

test.each([
  ['23.1.0', 'macosx_14_0_arm64'],
  ['24.6.0', 'macosx_15_0_arm64'],
  ['25.0.0', 'macosx_26_0_arm64'],
])('Darwin %s is %s', (release, tag) => {
  const [plan] = enginePlans({ ...LINUX, platform: 'darwin', arch: 'arm64', release });
  expect(plan).toMatchObject({ platformTags: [tag] });
});

test('the offer has the true sizes where they are known', () => {
  const [plan] = enginePlans(LINUX);
  expect(offerOf(plan as EnginePlan)).toEqual({
    name: 'tensorflow-cpu 2.21.0',
    downloadBytes: 273_829_956,
    installedBytes: 853_540_000,
    method: 'wheel',
  });
  const [cuda] = enginePlans({ ...LINUX, nvidiaDriver: true });
  expect(offerOf(cuda as EnginePlan)).toMatchObject({ name: 'tensorflow 2.21.0 (CUDA)', downloadBytes: null });
});

test('the binding finds its libraries beside itself, on each system in its own way', () => {
  const options = {
    folder: '/work',
    libraries: ['tensorflow/lib.2'],
    packages: { tfjsNode: '/tfjs', nodeApiHeaders: '/headers' },
    compiler: { file: 'c++', arguments: [] },
    signal: new AbortController().signal,
  };
  expect(compilerArguments({ ...options, platform: 'linux' })).toEqual(
    expect.arrayContaining([
      '-shared',
      '-Wl,-rpath,$ORIGIN/tensorflow',
      '-I/headers/include',
      '/work/tensorflow/lib.2',
    ]),
  );
  expect(compilerArguments({ ...options, platform: 'darwin' })).toEqual(
    expect.arrayContaining(['-bundle', '-Wl,-rpath,@loader_path/tensorflow']),
  );
});
