import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStores } from '../main/db/stores.ts';
import { takesLong } from '../main/setup/leftOut.ts';
import { quickEngine } from './helpers/quickEngine.ts';
import { productRows } from './helpers/sourceData.ts';
import { kindling } from './helpers/studioProcess.ts';

const root = join(import.meta.dirname, '..');

let folder: string;
let home: string;
beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'main', 'setup', 'run.mjs'), 'build'], { cwd: root, stdio: 'ignore' });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-interrupt-'));
  home = join(folder, 'home');
  writeFileSync(join(folder, 'products.csv'), productRows(60).text);
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

/** Starts a process group of its own, as a terminal does for each command; Ctrl-C there reaches every process of it. */
function inTerminal(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, KINDLING_ENGINE: quickEngine(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    lines: createInterface({ input: child.stdout }),
    errors: () => errors,
    exitCode,
    interrupt: () => process.kill(-(child.pid ?? 0), 'SIGINT'),
  };
}

/** A training on the home's data set by the command line: of its own, or in the studio that owns the home. */
const trainCommand = (dataset: string) => [
  ...[join(root, 'dist', 'main', 'cli.mjs'), 'train', '--dataset', dataset, '--home', home, '--json'],
  ...['--recipe', 'complete', '--input', 'name', '--output', 'tagline', '--size', 'nano', '--minutes', '10'],
  // Small, so that what is kept is kept soon.
  ...['--context-length', '32', '--batch-size', '4'],
];

async function untilStep(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) if (JSON.parse(line).event === 'step') return;
  throw new Error('the training ended before its first step');
}

function checkKept(): void {
  const stores = openStores(join(home, 'kindling.db'));
  try {
    const [run] = stores.runs.list();
    expect(run).toMatchObject({ state: 'stopped', error: null });
    expect(stores.models.list()).toMatchObject([{ id: run?.modelId, steps: run?.step }]);
    expect(readdirSync(join(home, 'models', run?.modelId ?? ''))).toContain('model.safetensors');
  } finally {
    stores.close();
  }
}

const importRows = () => {
  const [imported] = kindling<{ dataset: { id: string } }>(home, ['import', join(folder, 'products.csv')]);
  return imported?.dataset.id ?? '';
};

// Windows has no process groups to send a signal to.
test.skipIf(process.platform === 'win32')(
  'Ctrl-C in the terminal of the browser version keeps the model',
  { tags: 'again' },
  async () => {
    const dataset = importRows();
    const studio = inTerminal([join(root, 'dist', 'main', 'headless.mjs'), '--home', home]);
    for await (const line of studio.lines) if (line.startsWith('http://')) break;
    const train = inTerminal(trainCommand(dataset));
    await untilStep(train.lines);
    studio.interrupt();
    expect(await studio.exitCode, studio.errors()).toBe(0);
    expect(studio.errors()).toBe(
      'kindling: stopping the training and keeping its model; press Ctrl-C again to end at once\n',
    );
    await train.exitCode;
    checkKept();
  },
);

test.skipIf(process.platform === 'win32')('Ctrl-C in the terminal of `train` keeps the model', takesLong, async () => {
  const train = inTerminal(trainCommand(importRows()));
  await untilStep(train.lines);
  train.interrupt();
  expect(await train.exitCode, train.errors()).toBe(0);
  checkKept();
});
