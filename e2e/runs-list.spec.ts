import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { violationsOn } from './helpers/barriers.ts';
import { expect } from './helpers/fixtures.ts';
import { quickTrainings } from './helpers/quickTrainings.ts';
import { testWithRuns } from './helpers/runsHome.ts';
import { productRows } from './helpers/sourceData.ts';
import { takesLong } from './helpers/specTags.ts';
import { learning, type StoredRun } from './helpers/storedRuns.ts';

const checkpoint = (step: number) => ({
  ...{ step, elapsedMs: step * 50, validationLoss: 3, best: true, bytes: 10_000_000 },
  createdAt: '2026-01-05T08:00:00.000Z',
});
const DIVERGED = { code: 'loss_not_finite', message: '', details: { loss: 'NaN', step: 3, learning_rate: 0.1 } };
const MEASURED = {
  ...{ texts: 45, rows: 45, seed: 1, temperature: 0, fields: [], notMeasured: {}, newWords: null },
  metrics: { macro_f1: { value: 0.7, low: 0.58, high: 0.81 }, accuracy: { value: 0.7333, low: 0.61, high: 0.8287 } },
  baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: 0.3 },
  createdAt: '2026-01-05T08:00:00.000Z',
};
const runs: StoredRun[] = [
  { run: { id: 'old', name: 'Old lamps', tags: ['lamps', 'keep'] }, lossAt: learning(2) },
  { run: { id: 'chairs', name: 'Chairs', datasetName: 'furniture', tags: ['keep'], measures: MEASURED } },
  { run: { id: 'paused', name: 'Set aside', state: 'paused', step: 40, checkpoints: [checkpoint(40)] } },
  { run: { id: 'failed', name: 'No good', state: 'failed', step: 3, error: DIVERGED } },
];
const test = testWithRuns(runs);

const table = (page: Page) => page.getByRole('table', { name: 'Your training runs' });
const row = (page: Page, name: string) => table(page).getByRole('row').filter({ hasText: name });
const names = (page: Page) => table(page).getByRole('row').locator('td:nth-child(2) a').allTextContents();
/** In the row: the page of a run, which stays until the list is there, has a button of the same name with another menu. */
const menu = async (page: Page, name: string, item: string) => {
  await row(page, name)
    .getByRole('button', { name: `More actions for ${name}` })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};

test.beforeEach(async ({ app }) => {
  await app.evaluate(() => {
    location.hash = '#/runs';
  });
  await expect(table(app)).toBeVisible();
});

test('runs are found by words and tags, which are given and taken', takesLong, async ({ app }) => {
  expect(await names(app)).toEqual(['No good', 'Set aside', 'Chairs', 'Old lamps']);
  const text = app.getByRole('textbox', { name: 'Search by name, data set or tag' });
  await text.fill('furn');
  await expect.poll(() => names(app)).toEqual(['Chairs']);
  await text.fill('nothing like it');
  await expect(app.getByText('No matching runs')).toBeVisible();
  await app.getByRole('button', { name: 'Show all runs' }).click();
  await expect.poll(() => names(app)).toHaveLength(4);

  await row(app, 'Chairs').getByRole('button', { name: 'keep' }).click();
  await expect.poll(() => names(app)).toEqual(['Chairs', 'Old lamps']);
  const tags = app.getByRole('group', { name: 'Only runs with these tags' });
  await tags.getByText('lamps').click();
  await expect.poll(() => names(app)).toEqual(['Old lamps']);
  await tags.getByText('lamps').click();
  await tags.getByText('keep').click();

  await menu(app, 'No good', 'Tags');
  const dialog = app.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Tags' }).fill('look again');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(row(app, 'No good')).toContainText('look again');
  await app.reload();
  await expect(row(app, 'No good')).toContainText('look again');
});

test('what can be done follows the state', takesLong, async ({ app }) => {
  await expect(row(app, 'Set aside')).toContainText('Paused');
  await expect(row(app, 'Chairs')).toContainText('73.3%Accuracy61% to 82.9%');
  await expect(app.getByRole('button', { name: 'Resume: Set aside' })).toBeVisible();
  await expect(app.getByRole('button', { name: 'Resume: No good' })).toHaveCount(0);
  await row(app, 'Old lamps').getByRole('button', { name: 'More actions for Old lamps' }).click();
  await expect(app.getByRole('menuitem')).toHaveText([
    'Duplicate with changes',
    'Compare with others',
    'Rename',
    'Tags',
    'Copy link',
    'Remove',
  ]);
  await app.getByRole('menuitem', { name: 'Compare with others' }).click();
  await expect(app).toHaveURL(/#\/runs\/compare\?ids=old$/);
});

test('several runs are removed together, undone at hand, and restored from the trash', async ({ app }) => {
  await app.getByRole('checkbox', { name: 'Select Chairs' }).check();
  await app.getByRole('checkbox', { name: 'Select No good' }).check();
  await app.getByRole('button', { name: 'Remove (2)' }).click();
  await expect.poll(() => names(app)).toEqual(['Set aside', 'Old lamps']);
  await expect(app.getByText('2 things were moved to the trash')).toBeVisible();
  await app.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => names(app)).toHaveLength(4);
  await app.getByRole('button', { name: 'Remove (2)' }).click();
  await app.getByRole('link', { name: 'Trash', exact: true }).click();
  await app.getByRole('button', { name: 'Restore “Chairs”' }).click();
  await app.getByRole('button', { name: 'Remove “No good” for good' }).click();
  await app.getByRole('dialog').getByRole('button', { name: 'Remove for good' }).click();
  await expect(app.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await app.getByRole('link', { name: 'Train', exact: true }).click();
  await expect.poll(() => names(app)).toHaveLength(3);
});

/** Whether the middle of a button is what a pointer would hit there, without any scrolling. */
const isInReach = (button: Locator) =>
  button.evaluate((element) => {
    const { left, width, top, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });

test('in a narrow window what can be done with a run is in reach', async ({ app }) => {
  const resumes = { English: /^(Resume|Start again): Set aside/, 简体中文: /Set aside/ };
  for (const [language, resume] of Object.entries(resumes)) {
    if (language !== 'English') {
      await app.getByRole('button', { name: /^(Language|语言)$/ }).click();
      await app.getByRole('menuitem', { name: language }).click();
    }
    for (const width of [1180, 900]) {
      await app.setViewportSize({ width, height: 800 });
      const buttons = app
        .getByRole('row')
        .filter({ hasText: 'Set aside' })
        .locator('td:last-child')
        .getByRole('button');
      await expect(buttons).toHaveCount(2);
      expect(await buttons.first().getAttribute('aria-label')).toMatch(resume);
      for (const button of await buttons.all())
        await expect.poll(() => isInReach(button), `${language} ${width}`).toBe(true);
    }
    const bar = app.locator('.mantine-ScrollArea-scrollbar[data-orientation="horizontal"]');
    await expect(bar).toBeVisible();
  }
});

/** What is told of runs and done with them does not hang on what they learn. */
const quick = test.extend(quickTrainings);

quick(
  'runs wait in a queue that is put in order, and news of an end reach every page',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const file = join(home, 'products.csv');
    writeFileSync(file, productRows(300).text);
    await app.getByRole('link', { name: 'Data sets', exact: true }).click();
    await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
    await app.getByRole('link', { name: 'Train on this' }).click();

    await test.step('a long run, and three copies of it that wait', async () => {
      await app.getByRole('radio', { name: /^Nano/ }).click();
      await app.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
      await app.getByRole('textbox', { name: 'Steps', exact: true }).fill('100000');
      await app.getByRole('textbox', { name: 'Name of the run' }).fill('Long');
      await app.getByRole('button', { name: 'Advanced settings' }).click();
      await app.getByRole('textbox', { name: 'seed' }).fill('7');
      await app.getByRole('button', { name: 'Train', exact: true }).click();
      await expect(app).toHaveURL(/#\/runs\/\w/);
      for (const name of ['One', 'Two', 'Three']) {
        await app.getByRole('link', { name: 'Train', exact: true }).click();
        await menu(app, 'Long', 'Duplicate with changes');
        await expect(app.getByRole('textbox', { name: 'Name of the run' })).toHaveValue('Long (copy)');
        await expect(app.getByRole('radio', { name: /^Nano/ })).toBeChecked();
        await expect(app.getByRole('textbox', { name: 'Steps', exact: true })).toHaveValue('100000');
        await app.getByRole('textbox', { name: 'Steps', exact: true }).fill(name === 'One' ? '100' : '5');
        await app.getByRole('textbox', { name: 'Name of the run' }).fill(name);
        await app.getByRole('button', { name: 'Train', exact: true }).click();
        await expect(app).toHaveURL(/#\/runs\/\w/);
      }
      await app.getByRole('link', { name: 'Train', exact: true }).click();
    });

    const queue = app.getByRole('region', { name: 'Queue' });
    const waiting = () => queue.getByRole('link').allTextContents();
    await test.step('the order is changed with the keyboard', async () => {
      await expect.poll(waiting).toEqual(['One', 'Two', 'Three']);
      const down = queue.getByRole('button', { name: 'Move One down' });
      await down.focus();
      await app.keyboard.press('Enter');
      await expect.poll(waiting).toEqual(['Two', 'One', 'Three']);
      await expect(down).toBeFocused();
      await queue.getByRole('button', { name: 'Train Three next' }).click();
      await expect.poll(waiting).toEqual(['Three', 'Two', 'One']);
      await queue.getByRole('button', { name: 'Move One up' }).click();
      await expect.poll(waiting).toEqual(['Three', 'One', 'Two']);
      await queue.getByRole('button', { name: 'Remove Two from the queue' }).click();
      await expect.poll(waiting).toEqual(['Three', 'One']);
      const violations = await violationsOn(app);
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    });

    await test.step('the title says how far training is, on every page', async () => {
      await expect(row(app, 'Long')).toContainText('Training');
      await app.getByRole('link', { name: 'Models', exact: true }).click();
      await expect(app).toHaveTitle(/^\d+% · Models · Kindling$/);
    });

    await test.step('pausing it lets the others go, and their ends are told', async () => {
      await app.getByRole('link', { name: 'Train', exact: true }).click();
      await app.getByRole('button', { name: 'Pause: Long' }).click();
      await expect(row(app, 'Long')).toContainText('Paused');
      const news = app.getByText('“Three” has finished training');
      await expect(news).toBeVisible();
      // With the keyboard: news of One may lie on it already.
      await app.getByRole('listitem').filter({ has: news }).getByRole('link', { name: 'Open the run' }).press('Enter');
      await expect(app.getByRole('heading', { level: 1, name: 'Three' })).toBeVisible();
      await expect(app.getByText('“One” has finished training')).toBeVisible();
      await expect(app).toHaveTitle('Three · Kindling');
    });

    await test.step('and it goes on', async () => {
      await app.getByRole('link', { name: 'Train', exact: true }).click();
      await app.getByRole('button', { name: 'Resume: Long' }).click();
      await expect(row(app, 'Long')).toContainText('Training');
      await menu(app, 'Long', 'Stop and keep the model');
      await expect(row(app, 'Long')).toContainText('Stopped');
    });
  },
);
