import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helpers/fixtures.ts';
import { standInForOllama } from './helpers/ollama.ts';
import { INPUTS, OUTPUT, productRows, type SourceData } from './helpers/sourceData.ts';
import { curveSteps, figure, readCurve, startRun } from './helpers/steps.ts';

/** More than a fast machine takes before it is told to stop: a machine of any speed is met in the middle of its training. */
const STEPS = 400;
/** Of the first evaluation with texts, and after how many the run is told to stop. */
const EVALUATED = 6;
const ENOUGH = 14;

/** A small laptop's: what belongs together is in view on it. */
test.use({ viewport: { width: 1280, height: 800 } });

const ollama = standInForOllama();

/** What the studio is for, from a table to a model to take away, on real rows. */
test('a table becomes a model that is tried and taken away', async ({ app, home, chooseFile }) => {
  const source = productRows(250);
  const file = join(home, `upload-${source.fileName}`);
  writeFileSync(file, source.text);

  await test.step('import', async () => {
    await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
    await expect(
      app.getByRole('heading', { level: 1, name: `upload-${source.fileName.replace('.csv', '')}` }),
    ).toBeVisible();
    await checkDataset(app, source);
  });
  await test.step('choose and train', async () => {
    await startRun(app, { inputs: INPUTS, output: OUTPUT, steps: STEPS, beforeStart: () => chooseContext(app) });
    await watchRun(app);
  });
  await test.step('try', async () => {
    await app.getByRole('link', { name: 'Try it', exact: true }).click();
    await tryFields(app);
    // Stopping one is `chat.spec`'s: this model's texts are whole before anybody could.
    await tryHistory(app, 3);
    await tryRawText(app);
  });
  await test.step('export', () => exportModel(app));
  await test.step('create it in Ollama', () => createInOllama(app));
});

async function checkDataset(page: Page, source: SourceData): Promise<void> {
  const rows = source.rows.toLocaleString('en');
  await expect(figure(page, 'Rows')).toHaveText(rows);
  await expect(figure(page, 'Columns')).toHaveText('4');
  await expect(figure(page, 'Rejected')).toHaveText('0');

  const grid = page.getByRole('grid', { name: /^Rows of/ });
  await expect(grid.getByRole('columnheader')).toHaveText(['Row', ...INPUTS, OUTPUT]);
  const records = source.text.split('\n');
  const firstName = records[1]?.split(',')[0] ?? '';
  await expect(grid.getByRole('gridcell', { name: firstName, exact: true }).first()).toBeVisible();
  await grid.focus();
  await grid.press('Control+End');
  await expect(page.getByText(new RegExp(`to ${rows} of ${rows}$`))).toBeVisible();
  const lastRow = grid.locator(`[aria-rowindex="${source.rows + 1}"]`);
  await expect(lastRow).toBeVisible();
  await expect(lastRow.getByRole('gridcell').last()).not.toHaveText('');
  // Of thousands of rows only those in view exist.
  expect(await grid.getByRole('row').count()).toBeLessThan(100);

  await page.getByRole('tab', { name: /^Columns/ }).click();
  const facts = page.getByRole('table', { name: 'Columns' });
  await expect(facts.getByRole('row')).toHaveCount(5);
  await expect(facts.getByRole('row', { name: /^description Rename description Text 0/ })).toBeVisible();
}

/** Rows longer than the usual context; those of a thousand tokens take a slow machine seconds a step. */
async function chooseContext(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  for (const [name, value] of Object.entries({
    context_length: 512,
    per_device_train_batch_size: 1,
    eval_steps: EVALUATED,
  }))
    await page.getByRole('textbox', { name, exact: true }).fill(String(value));
}

async function watchRun(page: Page): Promise<void> {
  await expect.poll(() => curveSteps(page)).toBeGreaterThan(5);
  const before = await readCurve(page);

  await page.reload();
  const curve = page.getByRole('img', { name: /^Loss over/ });
  await expect(curve).toBeVisible();
  await expect(curve, 'the whole curve is in view').toBeInViewport({ ratio: 1 });
  const after = await readCurve(page);
  expect(after.steps).toBeGreaterThanOrEqual(before.steps);
  expect(after.first, 'the curve still begins with the first step').toBe(before.first);
  await expect(page.getByText('Training', { exact: true }).first(), 'the run goes on').toBeVisible();
  await expect.poll(() => curveSteps(page)).toBeGreaterThan(after.steps);

  await expect.poll(() => curveSteps(page)).toBeGreaterThan(ENOUGH);
  await page.getByRole('button', { name: 'Stop and keep the model', exact: true }).click();
  await expect(page.getByText(/It was stopped after [\d,]+ steps? in /)).toBeVisible();
  const whole = await readCurve(page);
  expect(whole.steps).toBeGreaterThan(ENOUGH);
  expect(Number(whole.last), 'something was learned').toBeLessThan(Number(whole.first) - 0.5);
  await expect(figure(page, 'Step')).toHaveText(whole.steps.toLocaleString('en'));
  await expect(figure(page, 'Loss'), 'one loss, whoever tells it').toHaveText(whole.last);
  await expect(figure(page, 'Validation loss')).toHaveText(/^\d\.\d+$/);
  await expect(figure(page, 'Engine')).toHaveText(/^(TensorFlow|ONNX Runtime|WebAssembly) \d/);
  // What is slower than a native engine says why it serves.
  const isNative = /TensorFlow|ONNX Runtime/.test((await figure(page, 'Engine').textContent()) ?? '');
  if (!isNative) await expect(page.getByText(/^Why not a faster one: ./)).toBeVisible();
  // A machine that has much else to do gives up the texts of an evaluation; those of the last one may be missing.
  await expect(page.getByRole('heading', { name: /^After \d+ steps$/ })).toBeVisible();
}

const result = (page: Page) => page.getByRole('log', { name: 'Generated text' });
const parameter = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** Generates to the end and returns the text. */
async function generate(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(page.getByText(/tokens\/s/)).toBeVisible();
  await expect(result(page)).toHaveAttribute('aria-busy', 'false');
  return (await result(page).textContent()) ?? '';
}

async function tryFields(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Playground' })).toBeVisible();
  await page.getByRole('button', { name: 'Next row' }).click();
  await expect(page.getByText(/^Row 1 of/)).toBeVisible();
  for (const input of INPUTS) await expect(page.getByRole('textbox', { name: input, exact: true })).not.toHaveValue('');
  await expect(page.getByRole('heading', { name: 'Expected (from the data set)' })).toBeVisible();

  await page.getByRole('button', { name: 'All parameters' }).click();
  await parameter(page, 'max_tokens').fill('48');
  await parameter(page, 'seed').fill('7');
  // Who types a seed wants this one.
  await expect(page.getByRole('switch', { name: 'Lock seed' })).toBeChecked();
  const first = await generate(page);
  expect(first).not.toBe('');
  // Without scrolling: the last field and the result are in view together.
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page.getByRole('textbox', { name: INPUTS.at(-1) ?? '', exact: true })).toBeInViewport({ ratio: 1 });
  await expect(result(page)).toBeInViewport();
  expect(await generate(page), 'the same seed gives the same text').toBe(first);
  await parameter(page, 'seed').fill('8');
  expect(await generate(page), 'another seed gives another text').not.toBe(first);
}

async function tryHistory(page: Page, texts: number): Promise<void> {
  const history = page.getByRole('list', { name: 'Earlier texts' });
  await expect(history.getByRole('listitem')).toHaveCount(texts);
  await page.reload();
  await expect(history.getByRole('listitem')).toHaveCount(texts);
  const oldest = history.getByRole('listitem').last();
  await expect(oldest).toContainText('seed 7');
  await oldest.getByRole('button').first().click();
  await expect(page.getByText('Prompt and settings restored')).toBeVisible();
  await page.getByRole('button', { name: 'All parameters' }).click();
  await expect(parameter(page, 'seed')).toHaveValue('7');
  await expect(parameter(page, 'max_tokens')).toHaveValue('48');
}

async function tryRawText(page: Page): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Kind of prompt' }).getByText('Raw text').click();
  const editor = page.locator('.monaco-editor');
  await expect(editor).toBeVisible();
  await editor.click();
  await page.keyboard.insertText('name: 灯 Lamp');
  await expect(editor).toContainText('灯');
  expect(await generate(page)).not.toBe('');
  await expect(page.getByRole('list', { name: 'Earlier texts' }).getByRole('listitem').first()).toContainText(
    '灯 Lamp',
  );
}

const EXPORTED = [
  'README.md',
  'config.json',
  'generation_config.json',
  'kindling.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
];

async function exportModel(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await page.getByRole('table', { name: 'Your models' }).getByRole('link').first().click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const done = page.getByRole('status').filter({ hasText: 'Exported and verified' });
  await expect(done).toBeVisible();
  expect((await done.getByRole('listitem').allTextContents()).sort()).toEqual(EXPORTED);

  const link = done.getByRole('link', { name: 'Download as a zip file' });
  // Only a browser needs a download: the desktop application has written the folder where the user wants it.
  if ((await link.count()) === 0) return;
  const download = page.waitForEvent('download');
  await link.click();
  const zip = readFileSync(await (await download).path());
  expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  for (const name of EXPORTED) expect(zip.includes(`/${name}`), name).toBe(true);
}

async function createInOllama(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^GGUF/ }).click();
  const group = page.getByRole('group', { name: 'In Ollama' });
  const name = group.getByRole('textbox', { name: 'Name in Ollama' });
  const create = group.getByRole('button', { name: 'Create it in Ollama' });
  await name.fill('not a name');
  await expect(create).toBeDisabled();
  await name.fill('my-model:small');
  await create.click();
  const done = group.getByRole('status').filter({ hasText: '“my-model:small” is a model of Ollama now' });
  await expect(done).toContainText('ollama run my-model:small');
  expect(ollama().models.get('my-model:small')).toMatchObject({ template: '{{ .Prompt }}' });
  // It keeps what it has.
  await create.click();
  await expect(group.getByRole('alert')).toContainText('Ollama has a model “my-model:small” already.');
}
