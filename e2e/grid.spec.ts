import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violationsOn } from './helpers/barriers.ts';
import { expect, test } from './helpers/fixtures.ts';
import { takesLong } from './helpers/specTags.ts';

const ROWS = [
  ['Lamp', '9.50', 'light', 'Glows, quietly'],
  ['Kettle', '100', 'kitchen', '倒水不滴的茶壶'],
  ['Mug', '20', 'kitchen', 'Holds tea'],
  ['Scarf', '35', 'clothing', '红茶色的围巾'],
  ['Teapot', '80', 'kitchen', 'Pours "well"'],
];
const csv = (rows: readonly string[][]) =>
  `name,price,category,text\n${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`;

const grid = (page: Page) => page.getByRole('grid', { name: /^Rows of/ });
/** The texts of a column, in the order in which they are shown. */
const column = (page: Page, index: number) =>
  grid(page)
    .getByRole('row')
    .locator(`[role=gridcell][aria-colindex="${index + 2}"]`)
    .allTextContents();
const cell = (page: Page, text: string) => grid(page).getByRole('gridcell', { name: text, exact: true });

/** No serious barriers for those who use a screen reader or the keyboard. */
async function checkBarriers(page: Page): Promise<void> {
  // A toast that is fading away is paler than any text may be.
  const violations = await violationsOn(page, { exclude: '[data-sonner-toast][data-removed="true"]' });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))).toEqual([]);
}

test.beforeEach(async ({ app, home, chooseFile }) => {
  const file = join(home, 'shop.csv');
  writeFileSync(file, csv(ROWS));
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
  await expect(cell(app, 'Lamp')).toBeVisible();
});

test(
  'rows are sorted, filtered and searched, in Chinese too, and exported as they are seen',
  takesLong,
  async ({ app }) => {
    await app.getByRole('button', { name: 'price' }).click();
    await app.getByRole('menuitem', { name: 'Largest first' }).click();
    await expect.poll(() => column(app, 0)).toEqual(['Kettle', 'Teapot', 'Scarf', 'Mug', 'Lamp']);
    await expect(grid(app).getByRole('columnheader', { name: 'price' })).toHaveAttribute('aria-sort', 'descending');

    await app.getByRole('button', { name: 'category' }).click();
    await app.getByRole('menuitem', { name: 'Filter by this column' }).click();
    const dialog = app.getByRole('dialog', { name: 'Show only rows where' });
    await dialog.getByRole('combobox', { name: 'Condition' }).click();
    await app.getByRole('option', { name: 'is exactly' }).click();
    await dialog.getByRole('textbox', { name: 'Text' }).fill('kitchen');
    await dialog.getByRole('button', { name: 'Apply filter' }).click();
    await expect.poll(() => column(app, 0)).toEqual(['Kettle', 'Teapot', 'Mug']);
    await expect(app.getByText('Rows 1 to 3 of 3 (of 5 in all)')).toBeVisible();
    await checkBarriers(app);

    await app.getByRole('button', { name: 'Export', exact: true }).click();
    const exporting = app.getByRole('dialog', { name: 'Export rows' });
    await expect(exporting.getByText('Current view, in its order: 3 rows.')).toBeVisible();
    await exporting.getByRole('button', { name: 'Save the file' }).click();
    await expect(exporting.getByText('3 rows written')).toBeVisible();
    const download = app.waitForEvent('download');
    await exporting.getByRole('link', { name: 'Download' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('shop.csv');
    expect(readFileSync(await saved.path(), 'utf8')).toBe(
      [
        'name,price,category,text',
        'Kettle,100,kitchen,倒水不滴的茶壶',
        'Teapot,80,kitchen,"Pours ""well"""',
        'Mug,20,kitchen,Holds tea',
        '',
      ].join('\r\n'),
    );
    await exporting.getByRole('button', { name: 'Close' }).last().click();

    await app.getByRole('button', { name: 'Remove all filters' }).click();
    const search = app.getByRole('searchbox', { name: 'Search all columns' });
    await app.keyboard.press('/');
    await expect(search).toBeFocused();
    await search.fill('茶壶');
    await expect.poll(() => column(app, 0)).toEqual(['Kettle']);
    await expect(grid(app).locator('mark')).toHaveText('茶壶');
    await search.fill('红茶色');
    await expect.poll(() => column(app, 0)).toEqual(['Scarf']);
    await search.fill('tea nothing');
    await expect(app.getByText('No matching rows.')).toBeVisible();
    await app.getByRole('button', { name: 'Show all rows' }).click();
    await expect(search).toHaveValue('');
    await expect.poll(() => column(app, 0)).toHaveLength(5);
    await search.fill('TEA');
    await expect.poll(() => column(app, 0)).toEqual(['Teapot', 'Mug']);

    await test.step('the values of a category are offered', async () => {
      await search.fill('');
      await app.getByRole('button', { name: 'Filter', exact: true }).click();
      await dialog.getByRole('combobox', { name: 'Column' }).click();
      await app.getByRole('option', { name: 'category', exact: true }).click();
      await dialog.getByRole('combobox', { name: 'Condition' }).click();
      await app.getByRole('option', { name: 'is one of' }).click();
      const values = dialog.getByRole('group', { name: 'Values' });
      await expect(values).toHaveText('kitchen3clothing1light1');
      await values.getByRole('checkbox', { name: 'kitchen' }).check();
      await values.getByRole('checkbox', { name: 'light' }).check();
      await checkBarriers(app);
      await dialog.getByRole('button', { name: 'Apply filter' }).click();
      await expect.poll(() => column(app, 0)).toEqual(['Kettle', 'Teapot', 'Mug', 'Lamp']);
      await app.getByRole('button', { name: 'Remove all filters' }).click();
      await search.fill('TEA');
      await expect.poll(() => column(app, 0)).toEqual(['Teapot', 'Mug']);
    });

    await app.getByRole('tab', { name: 'Charts' }).click();
    await expect(app.getByText('For the 2 rows in the current view.')).toBeVisible();
    await expect(app.getByRole('img', { name: 'Lengths of name in characters: 3: 1, 6: 1' })).toBeVisible();
    await checkBarriers(app);
  },
);

test('cells are edited and rows deleted, which can be undone; the history goes back and forth', async ({ app }) => {
  await test.step('edit with the keyboard', async () => {
    await cell(app, 'Mug').click();
    await app.keyboard.press('F2');
    const editor = app.getByRole('textbox', { name: 'Edit name' });
    await editor.fill('Cup');
    await app.keyboard.press('Escape');
    await expect(cell(app, 'Mug')).toBeVisible();
    await app.keyboard.press('Enter');
    await editor.fill('Cup');
    await app.keyboard.press('Enter');
    await expect(cell(app, 'Cup')).toBeVisible();
    await expect(grid(app)).toBeFocused();
    await expect(app.getByRole('button', { name: 'Undo' })).toBeEnabled();
  });

  await test.step('a text of several lines, by double click', async () => {
    await cell(app, 'Holds tea').dblclick();
    await app.getByRole('textbox', { name: 'Edit text' }).fill('Holds tea\nand coffee');
    await app.keyboard.press('Control+Enter');
    await expect(cell(app, 'Holds tea and coffee')).toBeVisible();
    await expect(app.getByRole('button', { name: 'Undo' })).toBeEnabled();
  });

  await test.step('the last edit is undone first, and done again', async () => {
    await app.getByRole('heading', { level: 1 }).click();
    await app.keyboard.press('Control+z');
    await expect(cell(app, 'Holds tea')).toBeVisible();
    await expect(app.getByRole('button', { name: 'Redo' })).toBeEnabled();
    await app.keyboard.press('Control+z');
    await expect(cell(app, 'Mug')).toBeVisible();
    await expect(app.getByRole('button', { name: 'Undo' })).toBeDisabled();
    for (const text of ['Cup', 'Holds tea and coffee']) {
      await expect(app.getByRole('button', { name: 'Redo' })).toBeEnabled();
      await grid(app).focus();
      await app.keyboard.press('Control+Shift+z');
      await expect(cell(app, text)).toBeVisible();
    }
    await expect(app.getByRole('button', { name: 'Redo' })).toBeDisabled();
  });

  await test.step('rows are deleted together, and undone at hand', async () => {
    await app.getByRole('checkbox', { name: 'Select row 1' }).click();
    await app.getByRole('checkbox', { name: 'Select row 3' }).click({ modifiers: ['Shift'] });
    await expect(app.getByRole('button', { name: 'Delete 3 rows' })).toBeVisible();
    await grid(app).focus();
    await app.keyboard.press('Delete');
    await expect.poll(() => column(app, 0)).toEqual(['Scarf', 'Teapot']);
    await expect(app.getByText('3 rows were deleted')).toBeVisible();
    await expect(app.getByRole('button', { name: 'Delete 3 rows' })).toBeHidden();
  });

  await test.step('the history says what happened, and goes back', async () => {
    await app.getByRole('tab', { name: 'History' }).click();
    const table = app.getByRole('table', { name: 'Versions of the data set' });
    await expect(table.getByRole('row')).toHaveCount(4);
    await expect(table.getByRole('row').nth(1)).toContainText('3 rows deleted');
    await expect(table.getByRole('row').nth(2)).toContainText('2 cells edited');
    await expect(table.getByRole('row').nth(3)).toContainText('Imported');
    await checkBarriers(app);
    await table
      .getByRole('row')
      .nth(3)
      .getByRole('button', { name: /^Switch to version/ })
      .click();
    await expect(table.getByRole('row').nth(3)).toContainText('current');
    await table
      .getByRole('row')
      .nth(1)
      .getByRole('button', { name: /^Remove version/ })
      .click();
    await app.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(table.getByRole('row')).toHaveCount(3);
    await app.getByRole('tab', { name: 'Rows', exact: true }).click();
    await expect.poll(() => column(app, 0)).toEqual(['Lamp', 'Kettle', 'Mug', 'Scarf', 'Teapot']);
  });
});

/** Rows of the large table; KINDLING_GRID_ROWS asks for more, such as a million. */
const MANY = Number(process.env.KINDLING_GRID_ROWS ?? 50_000);

test('a large table stays usable', takesLong, async ({ app, home, chooseFile }) => {
  const file = join(home, 'large.csv');
  const words = ['lamp', 'kettle', 'tea', 'light', 'table'];
  const rows = Array.from({ length: MANY }, (_, row) =>
    [
      `item ${row}`,
      String((row * 7919) % MANY),
      words[row % 5],
      row % 1000 === 0 ? '倒水不滴的茶壶' : 'plain text',
    ].join(','),
  );
  writeFileSync(file, `name,price,category,text\n${rows.join('\n')}\n`);
  await app.getByRole('link', { name: 'Data sets', exact: true }).click();
  await chooseFile(file, () => app.getByRole('button', { name: 'Import a file' }).first().click());
  await expect(app.getByRole('heading', { level: 1, name: 'large' })).toBeVisible();
  await expect(cell(app, 'item 0')).toBeVisible();
  const timed = async (what: string, work: () => Promise<void>) => {
    const start = performance.now();
    await work();
    process.stdout.write(`${MANY} rows, ${what}: ${Math.round(performance.now() - start)} ms\n`);
  };

  await timed('to the end', async () => {
    await grid(app).focus();
    await app.keyboard.press('Control+End');
    await expect(cell(app, `item ${MANY - 1}`)).toBeVisible();
  });
  await app.getByRole('button', { name: /price$/ }).click();
  await timed('sorted by number', async () => {
    await app.getByRole('menuitem', { name: 'Largest first' }).click();
    await expect(cell(app, String(MANY - 1))).toBeVisible();
  });
  await timed('to the end of what is sorted', async () => {
    await grid(app).focus();
    await app.keyboard.press('Control+End');
    await expect(cell(app, 'item 0')).toBeVisible();
  });
  await timed('searched', async () => {
    await app.getByRole('searchbox', { name: 'Search all columns' }).fill('茶壶');
    await expect(app.getByText(`of ${(MANY / 1000).toLocaleString('en')} (of`)).toBeVisible();
  });
});
