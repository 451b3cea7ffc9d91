import type { Page } from '@playwright/test';
import { defaultSettings } from '../shared/domain/runs/training.ts';
import { expect } from './helpers/fixtures.ts';
import { testOnShared } from './helpers/sharedStudio.ts';
import { takesLong } from './helpers/specTags.ts';
import { learning, type StoredRun, storeRuns } from './helpers/storedRuns.ts';

const smooth = { swing: 0 };
const nano = defaultSettings('nano');
const runs: StoredRun[] = [
  {
    run: { id: 'first', name: 'First try', best: { step: 1000, validationLoss: 2.9 } },
    lossAt: learning(2.1),
    validationAt: learning(2.4, smooth),
  },
  {
    run: {
      id: 'careful',
      name: 'Slower rate',
      settings: { ...nano, learning_rate: 0.0005 },
      best: { step: 1000, validationLoss: 3.4 },
    },
    lossAt: learning(2.6, { pace: 160 }),
    validationAt: learning(2.8, { pace: 160, swing: 0 }),
  },
  {
    run: {
      id: 'big',
      name: 'Big one',
      size: 'small',
      step: 600,
      tokensPerSecond: 12_345,
      best: { step: 600, validationLoss: 2.95 },
      prepared: {
        trainDocuments: 1900,
        trainTokens: 350_000,
        validationDocuments: 100,
        validationTokens: 18_001,
        testDocuments: 0,
        testTokens: 0,
        promptsTooLong: 0,
        promptLimit: null,
      },
    },
    lossAt: learning(2.0),
    validationAt: learning(2.2, smooth),
  },
  {
    run: { id: 'other', name: 'Other data', datasetId: 'reviews', datasetName: 'reviews' },
    lossAt: learning(1.8),
    validationAt: learning(1.9, smooth),
  },
];
const test = testOnShared({ fill: (home) => storeRuns(home, runs) });

const open = (page: Page, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

test('two runs are laid over one another, and the better one is marked', takesLong, async ({ app }) => {
  await open(app, '#/runs');
  await app.getByRole('checkbox', { name: 'Select First try' }).check();
  const compare = app.getByRole('link', { name: 'Compare' });
  await expect(compare).toBeHidden();
  await app.getByRole('checkbox', { name: 'Select Slower rate' }).check();
  await compare.click();

  await expect(app.getByRole('heading', { level: 1, name: 'Compare runs' })).toBeVisible();
  await expect(
    app.getByText('Best is “First try”: it has the lowest validation loss, measured along the way'),
  ).toBeVisible();
  const legend = app.getByRole('list', { name: 'Runs and their lines' });
  await expect(legend.getByRole('listitem').filter({ hasText: 'First try' })).toContainText('Best');
  await expect(legend.getByRole('listitem').filter({ hasText: 'Slower rate' })).not.toContainText('Best');
  await expect(app.getByRole('img', { name: /^Validation loss of the runs.*First try: \d/ })).toBeVisible();
  await expect(app.getByRole('img', { name: /^Training loss, smoothed of the runs/ })).toBeVisible();

  const table = app.getByRole('table', { name: 'Results and differences' });
  await expect(table.getByRole('row', { name: /^learning_rate 0\.003 0\.0005/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /^Best validation loss 2\.900 at step 1,000/ })).toBeVisible();
  // What is the same is left out.
  await expect(table.getByRole('rowheader', { name: 'seed' })).toHaveCount(0);
  await expect(table.getByRole('rowheader', { name: 'Size' })).toHaveCount(0);

  for (const axis of ['By tokens', 'By time']) {
    await app.getByRole('radiogroup', { name: 'Horizontal axis' }).getByText(axis).click();
    await expect(app.getByRole('img', { name: /^Validation loss of the runs/ })).toBeVisible();
  }
  await app.getByRole('switch', { name: 'Logarithmic scale' }).check();
  await expect(app.locator('.recharts-line-curve')).toHaveCount(4);

  await legend.getByRole('link', { name: 'Slower rate' }).click();
  await expect(app.getByRole('heading', { level: 1, name: 'Slower rate' })).toBeVisible();
});

test('losses that say nothing about one another are not ranked', takesLong, async ({ app }) => {
  await open(app, '#/runs/compare?ids=first,other');
  await expect(app.getByText('These losses cannot be compared')).toBeVisible();
  await expect(app.getByText('The data sets differ')).toBeVisible();
  await expect(app.getByText('Best', { exact: true })).toHaveCount(0);

  // Sizes cut text into other tokens; what a row costs can be compared.
  await open(app, '#/runs/compare?ids=first,big');
  await expect(app.getByText('Best is “Big one”: it has the lowest validation loss in nats per row')).toBeVisible();
  await expect(app.getByRole('row', { name: /^The same in nats per row 609 531/ })).toBeVisible();
});

test('runs are added and taken away, and one alone asks for another', takesLong, async ({ app }) => {
  await open(app, '#/runs/compare?ids=first,gone');
  await expect(app.getByText('One of the runs no longer exists.')).toBeVisible();
  await expect(app.getByText('Choose at least two runs')).toBeVisible();
  const picker = app.getByRole('combobox', { name: 'Runs' });
  await picker.click();
  await app.getByRole('option', { name: 'Slower rate' }).click();
  await expect(app).toHaveURL(/ids=first(,|%2C)careful/);
  await picker.press('Escape');
  await expect(app.getByRole('table', { name: 'Results and differences' })).toBeVisible();
});
