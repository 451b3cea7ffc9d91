import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { selectEngine } from '../../main/engine/choose/select.ts';
import type { SELECTION_VARIABLE } from '../../main/engine/installed/selection.ts';
import { workerEnvironment } from '../../main/workers/process/workerEnvironment.ts';
import { AppError, isErrorCode } from '../../shared/errors/errors.ts';
import { CASE_NAMES, CASES, CaseAnswer, type CaseInput, type CaseName, type CaseOutput } from './contract.ts';
import { atExit, endWithUs, lastLine } from './processes.ts';

const root = join(import.meta.dirname, '..', '..');
/** By value, since loading the engine's module would load tfjs. */
const SELECTION: typeof SELECTION_VARIABLE = 'KINDLING_ENGINE_SELECTION';
const COMPUTING: readonly CaseName[] = ['train', 'tune', 'decode', 'base', 'serve', 'embed'];

/** They have the environment of the worker that trains. */
const TRAINING: readonly CaseName[] = ['train', 'tune'];

export type RunCase = <K extends CaseName>(name: K, input: CaseInput<K>) => Promise<CaseOutput<K>>;

/**
 * Gives what measures each case in a fresh process. Peak memory is then the case's own, and nothing that ran before has warmed anything.
 * The cases are bundled as the workers are: as TypeScript they would count the memory of the compiler that Node has built in.
 *
 * This process has to stay small: on Linux, what it takes when it forks is the least that a child's peak can be.
 */
export async function isolatedCases(): Promise<RunCase> {
  const folder = await bundleCases();
  let selection: Promise<string> | undefined;
  return async (name, input) => {
    const environment = { ...process.env, ...(TRAINING.includes(name) ? workerEnvironment('train') : {}) };
    if (COMPUTING.includes(name)) {
      selection ??= selectEngine().then((selected) => JSON.stringify(selected));
      environment[SELECTION] = await selection;
    }
    const answer = CaseAnswer.parse(await ask(join(folder, `${name}.mjs`), input, environment));
    if ('result' in answer) return CASES[name].output.parse(answer.result) as CaseOutput<typeof name>;
    const { code, details } = answer.error;
    throw isErrorCode(code) ? new AppError(code, details) : new Error(code);
  };
}

/** Below dist, so that the bundles find node_modules; in a folder of its own, so that two benchmarks do not meet. */
async function bundleCases(): Promise<string> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist', '.bench-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    absWorkingDir: root,
    entryPoints: CASE_NAMES.map((name) => `e2e/bench/cases/${name}.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    logLevel: 'warning',
  });
  return folder;
}

/** What the process answers to a message. Its output is no result, and is shown only when it dies without an answer. */
function ask(entry: string, message: unknown, environment: NodeJS.ProcessEnv): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: environment, execArgv: [] });
    endWithUs(child);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    child.once('message', resolve);
    child.once('error', reject);
    // After a message this changes nothing.
    child.once('close', (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      reject(new AppError('worker_died', { worker: 'benchmark', how: stderr ? `${how}: ${lastLine(stderr)}` : how }));
    });
    child.send(message as object);
  });
}
