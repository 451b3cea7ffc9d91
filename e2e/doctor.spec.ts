import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { DIRTY_CSV, DIRTY_ROWS } from '../main/host/testing/dirtyTable.ts';
import { violationsOn } from './helpers/barriers.ts';
import { test as base, expect } from './helpers/fixtures.ts';
import { quickTrainings } from './helpers/quickTrainings.ts';

const test = base.extend(quickTrainings);
const pictures = process.env.KINDLING_DOCTOR_PICTURES;

test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });

const finding = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

async function take(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
}

async function seriousBarriers(page: Page): Promise<string[]> {
  const violations = await violationsOn(page);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

test('the doctor finds what is wrong, shows it, puts it right, and that can be undone', async ({ app, chooseFile }) => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-doctor-'));
  const file = join(folder, 'lamps.csv');
  writeFileSync(file, DIRTY_CSV);
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).first().click());
  await expect(app.getByRole('heading', { level: 1, name: 'lamps' })).toBeVisible();
  rmSync(folder, { recursive: true });

  await app.getByRole('tab', { name: 'Doctor' }).click();
  await expect(app.getByText('Not checked yet')).toBeVisible();
  await take(app, 'not-yet');
  await app.getByRole('button', { name: 'Check the rows' }).click();
  await expect(app.getByText(/^69 rows were checked in/)).toBeVisible();
  await expect(finding(app, 'Personal data')).toContainText('E-mail addresses: 3 found, 2 different');
  await expect(finding(app, 'Duplicate rows')).toContainText('1 row');
  await take(app, 'report');
  expect(await seriousBarriers(app)).toEqual([]);

  await test.step('the rows of a finding', async () => {
    await finding(app, 'Personal data')
      .getByRole('button', { name: /^Show rows/ })
      .click();
    const rows = app.getByRole('dialog').getByRole('listitem');
    await expect(rows).toHaveCount(2);
    await expect(rows.first().locator('mark')).toHaveText(['ada.lovelace@example.com', '+49 30 23125 123']);
    await take(app, 'rows');
    await app.keyboard.press('Escape');
    await expect(app.getByRole('dialog')).toBeHidden();
  });

  await test.step('the rows of a finding in the grid, and one of them among the others', async () => {
    const show = () =>
      finding(app, 'Personal data')
        .getByRole('button', { name: /^Show rows/ })
        .click();
    const grid = app.getByRole('grid', { name: /^Rows of/ });
    await show();
    await app.getByRole('button', { name: 'Show them in the grid' }).click();
    await expect(app.getByText('Rows 1 to 2 of 2 (of 69 in all)')).toBeVisible();
    await expect(grid).toBeFocused();
    await expect(grid).toContainText('ada.lovelace@example.com');
    await app.getByRole('button', { name: 'Remove the filter: Personal data: 2 rows' }).click();
    await expect(app.getByText(/of 69$/)).toBeVisible();
    await app.getByRole('tab', { name: 'Doctor' }).click();
    await show();
    const number = String(DIRTY_ROWS.mailAgain + 1);
    await app.getByRole('button', { name: `Show row ${number} in the grid` }).click();
    await expect(grid.locator('[role=gridcell][aria-selected=true]')).toContainText(number);
    await expect(app.getByText(/^Rows \d+ to (5\d|6\d) of 69$/), 'it is in view').toBeVisible();
    await app.getByRole('tab', { name: 'Doctor' }).click();
    await app.reload();
    await expect(finding(app, 'Personal data'), 'the tab is in the address').toBeVisible();
  });

  await test.step('a new training tells of what is severe', async () => {
    await app.getByRole('link', { name: 'Train on this' }).click();
    const hint = app.getByRole('alert').filter({ hasText: 'The doctor found severe problems' });
    await expect(hint).toContainText('Personal data (2 rows)');
    await hint.getByRole('link', { name: 'Review and fix' }).click();
    await expect(finding(app, 'Personal data')).toBeVisible();
  });

  await test.step('duplicates go, and come back', async () => {
    await finding(app, 'Duplicate rows')
      .getByRole('button', { name: /^Remove duplicates/ })
      .click();
    await expect(app.getByRole('dialog')).toContainText('removed');
    await app.getByRole('button', { name: 'Create a new version' }).click();
    await expect(app.getByText('Version 2 has 68 rows')).toBeVisible();
    await expect(app.getByText(/^68 rows were checked in/), 'the new version is examined at once').toBeVisible();
    await expect(finding(app, 'Duplicate rows')).toBeHidden();
    await app.getByRole('button', { name: 'Undo' }).click();
    await expect(app.getByText('Back at version 1')).toBeVisible();
    await expect(finding(app, 'Duplicate rows'), 'its report is still there').toBeVisible();
  });

  await test.step('personal data is redacted, the same address by the same placeholder', async () => {
    await finding(app, 'Personal data')
      .getByRole('button', { name: /^Redact/ })
      .click();
    const dialog = app.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Phone numbers' }).uncheck();
    await expect(dialog).toContainText('Write to [EMAIL_1] or call +49 30 23125 123 for this lamp.');
    await expect(dialog).toContainText('Both [EMAIL_2] and [EMAIL_1] answer all your questions.');
    await take(app, 'redact');
    expect(await seriousBarriers(app)).toEqual([]);
    await app.getByRole('button', { name: 'Create a new version' }).click();
    await expect(app.getByText('Version 3 has 69 rows')).toBeVisible();
    await expect(finding(app, 'Personal data')).toContainText('Phone numbers: 1 found');

    await app.getByRole('tab', { name: 'History' }).click();
    const recipe = app.getByRole('cell', { name: /^Personal data redacted/ });
    await expect(recipe).toContainText('E-mail addresses');
    await expect(recipe).not.toContainText('Phone numbers');
    await app.getByRole('tab', { name: 'Rows', exact: true }).click();
    await app.getByRole('textbox', { name: 'Go to row' }).fill(String(DIRTY_ROWS.mail + 1));
    await app.keyboard.press('Enter');
    await expect(app.getByRole('grid')).toBeFocused();
    await expect(app.getByRole('grid')).toContainText('Write to [EMAIL_1] or call +49 30 23125 123');
    await expect(app.getByRole('grid')).toContainText('Both [EMAIL_2] and [EMAIL_1]');
  });

  await test.step('in Chinese, and dark', async () => {
    await app.getByRole('tab', { name: 'Doctor' }).click();
    await expect(finding(app, 'Personal data')).toContainText('Phone numbers: 1 found');
    await app.getByRole('button', { name: 'Language', exact: true }).click();
    await app.getByRole('menuitem', { name: '简体中文' }).click();
    await expect(finding(app, '个人数据')).toContainText('电话号码');
    await app.locator('html').evaluate((element) => element.setAttribute('data-mantine-color-scheme', 'dark'));
    await take(app, 'report-zh-dark');
    expect(await seriousBarriers(app)).toEqual([]);
  });
});
