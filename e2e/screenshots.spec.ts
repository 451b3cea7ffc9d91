import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helpers/fixtures.ts';
import { INPUTS, OUTPUT } from './helpers/sourceData.ts';
import { curveSteps, startRun } from './helpers/steps.ts';

const folder = process.env.KINDLING_SCREENSHOTS ?? '';

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });

/** Takes the README's pictures from the sample data: `KINDLING_SCREENSHOTS=DIR playwright test --config=e2e/playwright.config.ts`. */
test('pictures of the main job', async ({ app }) => {
  test.setTimeout(900_000);
  mkdirSync(folder, { recursive: true });
  await app.getByRole('button', { name: 'Try the sample data' }).click();
  await expect(app.getByRole('grid')).toBeVisible();
  await take(app, 'dataset');

  await startRun(app, { inputs: INPUTS, output: OUTPUT, steps: 400, beforeStart: () => take(app, 'new-run') });
  await expect.poll(() => curveSteps(app), { timeout: 200_000, intervals: [1000] }).toBeGreaterThan(240);
  await take(app, 'training');
  await expect(app.getByText('Your model is ready')).toBeVisible({ timeout: 300_000 });

  await trainAnother(app);

  await app.getByRole('link', { name: 'Train', exact: true }).click();
  await app.getByRole('table', { name: 'Your training runs' }).getByRole('link').last().click();
  await app.getByRole('link', { name: 'Try it' }).click();
  await app.getByRole('button', { name: 'Next row' }).click();
  await app.getByRole('textbox', { name: 'temperature', exact: true }).fill('0.6');
  await app.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(app.getByText(/tokens\/s/)).toBeVisible({ timeout: 60_000 });
  await take(app, 'playground');
  await app.getByRole('button', { name: 'Switch to the dark theme' }).click();
  await expect(app.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await take(app, 'playground-dark');
  await app.getByRole('button', { name: 'Switch to the light theme' }).click();

  await app.getByRole('link', { name: 'Models', exact: true }).click();
  await app.getByRole('table', { name: 'Your models' }).getByRole('link').first().click();
  await app.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(app.getByText('Exported and verified')).toBeVisible({ timeout: 60_000 });
  await take(app, 'export');

  await app.getByRole('link', { name: 'Open the run' }).click();
  await expect(app.getByText('Your model is ready')).toBeVisible();
  await app.getByRole('button', { name: 'Language' }).click();
  await app.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(app.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await take(app, 'run-zh');
});

/** Trains once more with a smaller learning rate, so that there are two runs to choose from. */
async function trainAnother(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Duplicate with changes' }).click();
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByRole('textbox', { name: 'learning_rate' }).fill('0.0005');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByText('Your model is ready')).toBeVisible({ timeout: 300_000 });
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  const runs = page.getByRole('table', { name: 'Your training runs' });
  for (const checkbox of await runs.getByRole('checkbox').all()) await checkbox.check();
  await take(page, 'runs');
}

async function take(page: Page, name: string): Promise<void> {
  // Nothing that comes and goes: no message of success, no pointer over an element.
  await page.mouse.move(640, 4);
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
