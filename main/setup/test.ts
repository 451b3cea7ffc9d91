import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import packageJson from '../../package.json' with { type: 'json' };
import { engineReasonText } from '../../shared/domain/engines/engineReason.ts';
import { selectEngine } from '../engine/choose/select.ts';
import { SIGNALS, tieTo } from './childProcess.mjs';
import { findChromium } from './chromium.ts';
import { ensureEngine } from './ensureEngine.ts';
import { LEFT_OUT } from './leftOut.ts';
import { memoryFolder } from './memoryFolder.ts';
import { isGreen, NOTHING, sum, summary, type Tally, tallyPlaywright, tallyVitest, withExitCode } from './tally.ts';

/**
 * `npm test [-- FILTER…]`: lint, types, unit and end-to-end tests, and one last line that counts them all. Filters are parts of
 * the names of test files; with one, lint and types are left out.
 *
 * Without a filter, tests that show once more what another one shows (tagged `again`), and those that take long (`long`), are left out:
 * `npm run test:whole` runs them, too.
 */
const root = join(import.meta.dirname, '..', '..');
const WHOLE = '--whole';
const filters = process.argv.slice(2).filter((argument) => argument !== WHOLE);
const isWhole = filters.length > 0 || process.argv.includes(WHOLE) || process.env.KINDLING_LONG_TESTS !== undefined;
/** As in `npm run types`: a project for each runtime, and one for tests. */
const typesArguments = packageJson.scripts.types.split(' ').slice(1);
const reports = mkdtempSync(join(tmpdir(), 'kindling-test-'));

const binaries = join(root, 'node_modules', '.bin');
const environment: NodeJS.ProcessEnv = {
  // Many processes of the tests run from sources: what was made of a file once is used again, for half a second of the processor a start.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'kindling-compiled'),
  ...process.env,
  PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}`,
};

// The runner that is at work ends by the same signal; what comes after it must not start.
let interrupted = false;
for (const signal of SIGNALS) {
  process.on(signal, () => {
    interrupted = true;
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Lint and types run at once: their lines are printed whole, and nobody redraws what another has printed. Colours stay where there is a terminal. */
const colours: NodeJS.ProcessEnv = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};

/** Runs a tool of ours on this Node. Resolves with its exit code. */
function run(script: string, args: string[], env: NodeJS.ProcessEnv = environment): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    env: { ...env, ...colours },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  tieTo(child);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', print);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (interrupted) reject(new Error('interrupted'));
      else resolve(code ?? 1);
    });
  });
}

/** A tool that only says yes or no counts as one test. */
async function check(title: string, script: string, args: string[]): Promise<Tally> {
  const exitCode = await run(script, args);
  print(`${title}: ${exitCode === 0 ? 'passed' : 'FAILED'}`);
  return exitCode === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

/** `KINDLING_REQUIRE_ENGINE=tensorflow` makes the lack of the native engine a failure instead of skipped tests. */
async function engine(required: string | undefined): Promise<Tally> {
  const selected = (await selectEngine()).engine;
  print(
    `engine: ${selected.name} ${selected.version}${selected.reason ? `, because ${engineReasonText(selected.reason)}` : ''} (${selected.deviceName})`,
  );
  if (!required) return NOTHING;
  // A faster one may have been measured; the required one has to be there all the same.
  return (await isThere(required)) ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

const isThere = (name: string): Promise<boolean> =>
  selectEngine({ ...process.env, KINDLING_ENGINE: name }).then(
    ({ engine }) => engine.name === name,
    () => false,
  );

async function unitTests(only: readonly string[] = filters, env: NodeJS.ProcessEnv = {}): Promise<Tally> {
  const report = mkdtempSync(join(reports, 'vitest-'));
  const parameters = [
    'run',
    '--config=main/setup/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(report, 'tests.json')}`,
    ...(isWhole ? [] : [`--tagsFilter=${LEFT_OUT.map((tag) => `!${tag}`).join(' && ')}`]),
    ...(only.length > 0 ? ['--passWithNoTests'] : []),
    ...only,
  ];
  const exitCode = await run('vitest/vitest.mjs', parameters, { ...environment, ...vulkanLoader(), ...env });
  return withExitCode(readReport(join(report, 'tests.json'), tallyVitest), exitCode);
}

/**
 * Tests of compiled programs are on TensorFlow where it can be had, and once more on ONNX Runtime, which every machine has. Nothing where
 * they were on it already, or where somebody asked for one engine.
 */
async function unitTestsOnOnnxRuntime(): Promise<Tally> {
  if (filters.length > 0 || process.env.KINDLING_ENGINE !== undefined) return NOTHING;
  if (!(await isThere('tensorflow')) || !(await isThere('onnxruntime'))) return NOTHING;
  const choosing = globSync('{main,e2e}/**/*.test.ts', { cwd: root }).filter((file) =>
    readFileSync(join(root, file), 'utf8').includes('useCompilingEngine()'),
  );
  print('tests of compiled programs, on ONNX Runtime:');
  return await unitTests(choosing, { KINDLING_ENGINE: 'onnxruntime' });
}

/**
 * WebGPU is tested on SwiftShader where there is no graphics processor. Debian's Chromium brings it, and the loader of Vulkan drivers,
 * which is looked for when a process starts.
 */
function vulkanLoader(): NodeJS.ProcessEnv {
  const folder = '/usr/lib/chromium';
  if (!existsSync(join(folder, 'libvulkan.so.1'))) return {};
  return { LD_LIBRARY_PATH: [environment.LD_LIBRARY_PATH, folder].filter(Boolean).join(delimiter) };
}

type Chromium = Awaited<ReturnType<typeof findChromium>>;

/** Browser tests that are asked for. */
const specs = globSync('e2e/**/*.spec.ts', { cwd: root }).filter(
  (spec) => filters.length === 0 || filters.some((filter) => spec.includes(filter)),
);

async function endToEndTests(chromium: Chromium | null): Promise<Tally> {
  if (!chromium) return NOTHING;
  if ('missing' in chromium) {
    print(`end-to-end tests skipped: ${chromium.missing}`);
    return { ...NOTHING, skipped: specs.length };
  }
  const report = join(reports, 'playwright.json');
  const exitCode = await run(
    '@playwright/test/cli.js',
    [
      'test',
      '--config=e2e/playwright.config.ts',
      '--reporter=list,json',
      ...(isWhole ? [] : [`--grep-invert=@(${LEFT_OUT.join('|')})`]),
      ...filters,
    ],
    {
      ...environment,
      ...memoryFolder(),
      // Node runs TypeScript as it is. Playwright would have Babel rewrite all that the tests import first, in a fresh clone for a third of a
      // minute of the processor.
      PW_DISABLE_TS_ESM: '1',
      ...(filters.length === 0 ? { KINDLING_WHOLE_SUITE: '1' } : {}),
      KINDLING_CHROMIUM: chromium.path,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  );
  return withExitCode(readReport(report, tallyPlaywright), exitCode);
}

/** A runner that crashed has left no report; its exit code then counts as the failure. */
function readReport<R>(file: string, tally: (report: R) => Tally): Tally {
  try {
    return tally(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return NOTHING;
  }
}

async function suite(): Promise<Tally> {
  const isOfAll = filters.length === 0;
  const [types, [unit, chromium]] = await Promise.all([
    // One thread's work: tests run beside it.
    isOfAll ? check('types', 'typescript/bin/tsc', typesArguments) : NOTHING,
    lintAndUnitTests(isOfAll),
  ]);
  // Not at once: together they take as long (measured: 627 s), and pages are met while they wait for the processor.
  return sum([types, unit, await endToEndTests(chromium)]);
}

async function lintAndUnitTests(isOfAll: boolean): Promise<[Tally, Chromium | null]> {
  // Engine and browser are downloaded meanwhile; nothing is tried on them before a core is free. WebGPU's tests need what comes with
  // Debian's browser.
  const required = process.env.KINDLING_REQUIRE_ENGINE;
  const [lint, chromium] = await Promise.all([
    isOfAll ? check('lint', '@biomejs/biome/bin/biome', ['check', '.']) : NOTHING,
    specs.length > 0 ? findChromium(root) : null,
    ensureEngine({ retry: required !== undefined }),
  ]);
  return [sum([lint, await engine(required), await unitTests(), await unitTestsOnOnnxRuntime()]), chromium];
}

try {
  const total = await suite();
  if (!isWhole)
    print('Tests that show the same again, or take long, were left out: `npm run test:whole` runs them, too.');
  print(summary(total));
  process.exitCode = isGreen(total) ? 0 : 1;
} catch (error) {
  if (!interrupted) throw error;
  print('interrupted');
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
