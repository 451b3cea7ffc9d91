import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violationsOn } from './helpers/barriers.ts';
import { test as base, expect } from './helpers/fixtures.ts';
import { someLlamaCpp } from './helpers/llamaCpp.ts';
import { INPUTS, OUTPUT, productRows } from './helpers/sourceData.ts';
import { takesLong } from './helpers/specTags.ts';
import { kindling } from './helpers/studioProcess.ts';

const { isReal, fault } = someLlamaCpp();

/** A studio with a model of a few steps. */
const test = base.extend<{ model: string }>({
  model: async ({ home }, use) => {
    const file = join(home, 'products.csv');
    writeFileSync(file, productRows(300).text);
    const [imported] = kindling<{ dataset: { id: string } }>(home, ['import', file]);
    const what = ['--recipe', 'complete', '--input', INPUTS.join(','), '--output', OUTPUT];
    const how = ['--size', 'nano', '--steps', '10'];
    const events = kindling<{ model?: string }>(home, [
      'train',
      '--dataset',
      imported?.dataset.id ?? '',
      ...what,
      ...how,
    ]);
    await use(events.at(-1)?.model ?? '');
  },
});

/** An exported file is loaded by the user's own llama.cpp, and what it writes is held against what is written here. */
test('an export is checked in llama.cpp', takesLong, async ({ model, app }) => {
  test.slow();
  await app.evaluate((hash) => {
    location.hash = hash;
  }, `#/models/${model}`);
  await app.getByRole('radio', { name: /^GGUF/ }).click();
  await app.getByRole('combobox', { name: /Number format/ }).click();
  await app.getByRole('option', { name: /^F32/ }).click();
  const check = app.getByRole('group', { name: 'Check in llama.cpp' });
  await expect(check).toBeHidden();
  await app.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(app.getByRole('status').filter({ hasText: 'Exported and verified' })).toBeVisible({ timeout: 120_000 });

  if (!isReal) {
    fault({ hangs: true });
    await check.getByRole('button', { name: 'Check in llama.cpp' }).click();
    await expect(check).toContainText('llama.cpp is writing texts', { timeout: 60_000 });
    await check.getByRole('button', { name: 'Cancel' }).click();
    await expect(check).toContainText('The check was cancelled.');
    fault({ refuses: true });
    await check.getByRole('button', { name: 'Check in llama.cpp' }).click();
    await expect(check.getByRole('alert')).toContainText('unknown model architecture', { timeout: 60_000 });
    fault({});
  }
  await check.getByRole('button', { name: 'Check in llama.cpp' }).click();
  const found = check.getByRole('status').filter({ hasText: 'This was written down in the folder’s README.md.' });
  await expect(found).toContainText(
    isReal ? '10 of 10 prompts give the same text' : '0 of 10 prompts give the same text',
    {
      timeout: 120_000,
    },
  );
  await expect(found.getByRole('table', { name: 'Figures of the texts here and there' })).toContainText('chrF');
  expect(await violationsOn(app)).toEqual([]);
  const folder = await app.locator('code', { hasText: 'exports' }).first().textContent();
  expect(readFileSync(join(folder ?? '', 'README.md'), 'utf8')).toContain('Checked in llama.cpp');

  // What is exported otherwise is another file, and an adapter or another format nothing that it writes with.
  await app.getByRole('radio', { name: /^ONNX/ }).click();
  await expect(check).toBeHidden();
});
