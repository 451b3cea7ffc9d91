import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { DIRTY_CSV } from '../main/host/testing/dirtyTable.ts';
import { expect, test } from './helpers/fixtures.ts';
import { OUTPUT } from './helpers/sourceData.ts';
import { curveSteps, startRun } from './helpers/steps.ts';

const folder = process.env.KINDLING_SCREENSHOTS ?? '';

/** Takes the README's pictures: `KINDLING_SCREENSHOTS=DIR playwright test --config=e2e/playwright.config.ts`. */
test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light', actionTimeout: 30_000 });
test.beforeAll(() => {
  mkdirSync(folder, { recursive: true });
});

test('pictures of the main job', async ({ app }) => {
  test.setTimeout(900_000);
  await app.getByRole('button', { name: 'Start with the sample data' }).click();
  await expect(app.getByRole('heading', { level: 1, name: 'New training run' })).toBeVisible();
  // As it opens: nobody has answered anything.
  await expect(app.getByRole('region', { name: 'Recommendation' })).toContainText('measured here', {
    timeout: 120_000,
  });
  await expect(app.getByText('These are your settings.')).toBeVisible();
  await take(app, 'new-run', { height: 1500 });
  await app.getByRole('link', { name: 'Data sets' }).click();
  await app.getByRole('link', { name: 'Sample products' }).click();
  await expect(app.getByRole('grid')).toBeVisible();
  await take(app, 'dataset');

  await startRun(app, { inputs: ['name', 'category'], output: OUTPUT, steps: 1000 });
  await expect.poll(() => curveSteps(app), { timeout: 200_000, intervals: [1000] }).toBeGreaterThan(600);
  await take(app, 'training');
  await expect(app.getByText(/It trained [\d,]+ steps? in /)).toBeVisible({ timeout: 300_000 });

  await trainAnother(app);
  await takeComparison(app);
  await takeDashboard(app);

  await app.getByRole('link', { name: 'Try it', exact: true }).click();
  await app.getByRole('button', { name: 'Random row' }).click();
  await app.getByText('Precise', { exact: true }).click();
  await app.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(app.getByText(/tokens\/s/)).toBeVisible({ timeout: 60_000 });
  await take(app, 'playground');
  await app.getByRole('button', { name: 'Switch to the dark theme' }).click();
  await expect(app.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await take(app, 'playground-dark');
  await app.getByRole('button', { name: 'Switch to the light theme' }).click();

  await app.getByRole('link', { name: 'Models', exact: true }).click();
  await app.getByRole('table', { name: 'Your models' }).getByRole('row').last().getByRole('link').first().click();
  await app.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(app.getByText('Exported and verified')).toBeVisible({ timeout: 60_000 });
  await take(app, 'export', { height: 1130 });

  await app.getByRole('link', { name: 'Open the run' }).click();
  await expect(app.getByText(/It trained [\d,]+ steps? in /)).toBeVisible();
  await chooseChinese(app);
  await take(app, 'run-zh');
});

test('pictures of the data studio', async ({ app, home, chooseFile }) => {
  test.setTimeout(300_000);
  // Latin-1, which may as well be another encoding of one byte a character: the studio asks.
  const cheese = join(home, 'käse.csv');
  writeFileSync(cheese, Buffer.from('name;text\nkäse;schön, mild und würzig\nbrot;süß und kräftig\n', 'latin1'));
  await chooseFile(cheese, () => app.getByRole('button', { name: 'Choose a file' }).click());
  await expect(app.getByRole('dialog', { name: 'Import options for käse.csv' })).toBeVisible();
  await take(app, 'import');
  await app.keyboard.press('Escape');

  const lamps = join(home, 'lamps.csv');
  writeFileSync(lamps, DIRTY_CSV);
  await chooseFile(lamps, () => app.getByRole('button', { name: 'Choose a file' }).first().click());
  await app.getByRole('tab', { name: 'Doctor' }).click();
  await app.getByRole('button', { name: 'Check the rows' }).click();
  await expect(app.getByText(/^69 rows were checked in/)).toBeVisible({ timeout: 60_000 });
  await take(app, 'doctor', { height: 1100 });

  await app.getByRole('link', { name: 'Train on this' }).click();
  await app.getByRole('radio', { name: /^Prompt → completion/ }).click();
  await app.getByRole('switch', { name: 'Custom prompt template' }).check();
  await take(app, 'recipe', { height: 2350 });
});

/** Trains once more with a smaller learning rate, so that there are two runs to choose from. */
async function trainAnother(page: Page): Promise<void> {
  await duplicate(page, '0.0005', '1000');
  await expect(page.getByText(/It trained [\d,]+ steps? in /)).toBeVisible({ timeout: 300_000 });
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Your training runs' }).getByRole('link')).toHaveCount(2);
  await take(page, 'runs');
}

async function duplicate(page: Page, learningRate: string, steps: string): Promise<void> {
  await page.getByRole('link', { name: 'Duplicate with changes' }).click();
  await page.getByRole('textbox', { name: 'Steps', exact: true }).fill(steps);
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByRole('textbox', { name: 'learning_rate' }).fill(learningRate);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
}

async function takeComparison(page: Page): Promise<void> {
  const runs = page.getByRole('table', { name: 'Your training runs' });
  for (const checkbox of await runs.getByRole('checkbox', { name: /^Select (?!all)/ }).all()) await checkbox.check();
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('img', { name: /^Validation loss of the runs/ })).toBeVisible();
  await take(page, 'compare', { height: 1250 });
}

/** Of the first run, with the texts that it wrote half way. */
async function takeDashboard(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('table', { name: 'Your training runs' }).getByRole('link').last().click();
  await expect(page.getByText(/It trained [\d,]+ steps? in /)).toBeVisible();
  const slider = page.getByRole('slider', { name: 'Texts along the run' });
  await slider.focus();
  for (let left = 0; left < 4; left++) await slider.press('ArrowLeft');
  await take(page, 'dashboard', { height: 2100 });
}

async function chooseChinese(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
}

/** @param height of the window, for pages of which more than a screen is shown */
async function take(page: Page, name: string, { height = 800 } = {}): Promise<void> {
  // Nothing that comes and goes: no message of success, no pointer over an element.
  await page.mouse.move(640, 4);
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0);
  await page.evaluate(() => window.scrollTo(0, 0));
  if (height !== 800) {
    await page.setViewportSize({ width: 1280, height });
    // Charts below the first screen are drawn once they are in view.
    await page.waitForTimeout(1000);
  }
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
  if (height !== 800) await page.setViewportSize({ width: 1280, height: 800 });
}
