import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helpers/fixtures.ts';
import { takesLong } from './helpers/specTags.ts';
import { figure, startRun } from './helpers/steps.ts';

const CSV = `name,kind,split,text\n${Array.from(
  { length: 200 },
  (_, index) =>
    `lamp ${index},${index % 4 === 0 ? 'desk' : 'floor'},${index % 10 === 0 ? 'dev' : index % 10 === 1 ? 'test' : 'train'},"A ${index % 4 === 0 ? 'desk' : 'floor'} lamp number ${index} that gives a warm and quiet light."`,
).join('\n')}\n`;

/** Chooses from a field of the split's section. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test(
  'rows are kept back in the way that was chosen, and the test is told at the end',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const file = join(home, 'upload-lamps.csv');
    writeFileSync(file, CSV);
    await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
    await expect(app.getByRole('grid')).toBeVisible();

    const counts = app.getByTestId('split-counts');
    const train = app.getByRole('button', { name: 'Train', exact: true });
    await startRun(app, {
      inputs: ['name', 'kind'],
      output: 'text',
      steps: 3,
      beforeStart: async () => {
        await app.getByRole('button', { name: 'Advanced settings' }).click();
        for (const [name, value] of Object.entries({ context_length: 64, per_device_train_batch_size: 4 }))
          await app.getByRole('textbox', { name, exact: true }).fill(String(value));
        await app.getByRole('button', { name: /^Validation split/ }).click();
        await expect(counts).toHaveText('190 for training · 10 for validation');

        await choose(app, 'Split method', 'Stratified by category');
        await expect(counts).toHaveText('160 for training · 20 for validation · 20 for testing');
        await app.getByRole('textbox', { name: 'Test share' }).fill('95');
        await expect(app.getByText('5% must be left for training').first()).toBeVisible();
        await expect(train).toBeDisabled();
        await app.getByRole('textbox', { name: 'Test share' }).fill('10');

        // Two groups cannot be shared out among three splits.
        await choose(app, 'Split method', 'By group');
        await choose(app, 'Column', 'kind');
        await expect(app.getByText('no row would be left for testing')).toBeVisible();
        await expect(train).toBeDisabled();

        await choose(app, 'Split method', 'By column');
        await choose(app, 'Column', 'split');
        await expect(app.getByText('Choose the values for validation.')).toBeVisible();
        await choose(app, 'Validation values', 'dev');
        await app.getByRole('combobox', { name: 'Validation values' }).press('Escape');
        await choose(app, 'Test values', 'test');
        await app.getByRole('combobox', { name: 'Test values' }).press('Escape');
        await expect(counts).toHaveText('160 for training · 20 for validation · 20 for testing');
        await expect(train).toBeEnabled();
      },
    });
    await expect(app.getByText(/It trained [\d,]+ steps? in /)).toBeVisible();
    await expect(figure(app, 'Test loss')).toHaveText(/^\d\.\d+$/);

    // The same again: the choice is kept.
    const id = new URL(app.url()).hash.split('/').at(-1);
    await app.evaluate((run) => {
      location.hash = `#/train/new?from=${run}`;
    }, id);
    await app.getByRole('button', { name: /^Validation split/ }).click();
    await expect(counts).toHaveText('160 for training · 20 for validation · 20 for testing');
  },
);
