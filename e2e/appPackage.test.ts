import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useEngine } from '../main/engine/testing.ts';
import { app } from '../main/formats/app/index.ts';
import { sequenceClassificationHead } from '../main/ml/heads/sequenceClassification.ts';
import { TINY_MODEL, writeModelFolder } from '../main/workers/testing/tinyModel.ts';

/**
 * A package for an app as somebody else has it: installed by npm into an empty folder, with ONNX Runtime for browsers, tested in Node and
 * tried in Chromium. It fetches from npm: in the long form only.
 */
const run = promisify(execFile);
const executablePath = process.env.KINDLING_CHROMIUM;
const isAsked = process.env.KINDLING_LONG_TESTS !== undefined;

describe.runIf(isAsked)('a package for an app', async () => {
  await useEngine('wasm');
  let folder: string;
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kindling-app-package-'));
    const [source, output] = [join(folder, 'model'), join(folder, 'package')];
    const head = sequenceClassificationHead(2);
    const stored = {
      ...TINY_MODEL,
      architectures: ['LlamaForSequenceClassification'],
      id2label: { 0: 'good', 1: 'bad' },
    };
    writeModelFolder(source, TINY_MODEL, head.initial(TINY_MODEL, 3), stored);
    mkdirSync(output);
    const model = {
      recipe: { kind: 'classify', inputs: ['review'], output: 'label', template: '{{review}}' },
      name: 'Mine',
    };
    const given = { model: model as never, run: null, folder: source, head: async () => head };
    const steps = app.write(given, { dtype: 'f32', card: false }, output);
    while (!(await steps.next()).done);
    await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: output });
  });
  afterAll(() => {
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is tested by npm test', async () => {
    const { stdout } = await run('npm', ['test'], { cwd: join(folder, 'package') });
    expect(stdout).toContain('pass 1');
  });

  test.runIf(executablePath)('answers on its page, in a browser', async () => {
    server = spawn(process.execPath, ['page.js'], {
      cwd: join(folder, 'package'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await firstLine(server);
    const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(address);
      await page.getByLabel('review').fill('a lamp that lasts');
      await page.getByRole('button', { name: 'Run' }).click();
      await expect.poll(() => page.locator('output').textContent()).toMatch(/"label": "(good|bad)"/);
    } finally {
      await browser.close();
    }
  });
});

/** The first line that a program prints. */
function firstLine({ stdout }: ChildProcess): Promise<string> {
  const lines = createInterface({ input: stdout as NonNullable<typeof stdout> });
  return new Promise((resolve) => lines.once('line', (line) => resolve(line)));
}
