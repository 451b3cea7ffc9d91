import type { Page } from '@playwright/test';
import { violationsOn } from './helpers/barriers.ts';
import { expect, test } from './helpers/fixtures.ts';
import { shownAgainBut, takesLong } from './helpers/specTags.ts';

const palette = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' });
const box = async (page: Page, selector: string) => {
  const found = await page.locator(selector).first().boundingBox();
  if (!found) throw new Error(`${selector} is not to be seen`);
  return found;
};

test('the palette finds commands and data sets, messages keep clear of Train, and a cell is edited above all rows', async ({
  app,
}) => {
  await test.step('the page of runs has the address of its name in the navigation, too', async () => {
    await app.evaluate(() => {
      location.hash = '#/train';
    });
    await expect(app).toHaveURL(/#\/runs$/);
  });
  await test.step('a command, by keys alone, from a field, too', async () => {
    await app.keyboard.press('Control+k');
    await expect(palette(app)).toBeFocused();
    await palette(app).fill('new training');
    await app.keyboard.press('Enter');
    await expect(app.getByRole('heading', { level: 1, name: 'New training run' })).toBeVisible();
    await app.keyboard.press('Control+k');
    await palette(app).fill('sample data');
    await app.keyboard.press('Enter');
  });
  await test.step('its message is clear of the main action', async () => {
    const toast = app.locator('[data-sonner-toast]');
    await expect(toast).toContainText('was imported');
    const train = app.getByRole('button', { name: 'Train', exact: true });
    await expect(train).toBeVisible();
    await train.click({ trial: true });
    const [over, under] = [await box(app, '[data-sonner-toast]'), await train.boundingBox()];
    expect(over.y + over.height < (under?.y ?? 0) || over.x > (under?.x ?? 0) + (under?.width ?? 0)).toBe(true);
  });
  await test.step('a group of cards is one stop, and arrow keys choose', async () => {
    const sizes = app.getByRole('radiogroup', { name: 'Size of the model' });
    await sizes.getByRole('radio', { name: /^Small/ }).focus();
    await app.keyboard.press('ArrowRight');
    await expect(sizes.getByRole('radio', { name: /^Base/ })).toBeFocused();
    await expect(sizes.getByRole('radio', { name: /^Base/ })).toBeChecked();
    await app.keyboard.press('ArrowRight');
    await expect(sizes.getByRole('radio', { name: /^Nano/ })).toBeChecked();
    await app.keyboard.press('Tab');
    await expect(sizes.locator(':focus')).toHaveCount(0);
  });
  await test.step('a data set by its name', async () => {
    await app.keyboard.press('Control+k');
    await palette(app).fill('products');
    await expect(app.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
    const violations = await violationsOn(app, { include: '[role="dialog"]' });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await app.keyboard.press('Enter');
    await expect(app.getByRole('grid')).toBeVisible();
  });
  await test.step('the editor of a cell is above the rows below it', async () => {
    // The message of the import may lie in the corner where the editor opens.
    await expect(app.locator('[data-sonner-toast]')).toHaveCount(0);
    await expect(app.getByRole('gridcell').first()).toBeVisible();
    await app.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'End', 'Enter']) await app.keyboard.press(key);
    const editor = app.getByRole('textbox', { name: 'Edit description' });
    await expect(editor).toBeFocused();
    const { x, y, width, height } = (await editor.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    expect(height, 'more than a row').toBeGreaterThan(60);
    const onTop = await app.evaluate(
      ([left, top]) => document.elementFromPoint(left ?? 0, top ?? 0)?.tagName,
      [x + width / 2, y + height - 12],
    );
    expect(onTop).toBe('TEXTAREA');
    await app.keyboard.press('Escape');
  });
  await test.step('? lists every shortcut', async () => {
    await app.getByRole('heading', { level: 1 }).click();
    await app.keyboard.press('?');
    const list = app.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(list.getByRole('row', { name: /Delete the selected rows\s*Delete/ })).toBeVisible();
    await expect(list.getByRole('row', { name: /Search and run commands\s*Ctrl\s*K/ })).toBeVisible();
    await app.keyboard.press('Escape');
  });
});

for (const [address, heading, back] of [
  ['runs', 'There is no such run', 'All runs'],
  ['datasets', 'There is no such data set', 'All data sets'],
  ['models', 'There is no such model', 'All models'],
] as const) {
  test(`a missing one of ${address} has a heading and a way back`, {
    tag: [takesLong.tag, ...shownAgainBut('runs')(address).tag],
  }, async ({ app }) => {
    await app.evaluate((hash) => {
      location.hash = hash;
    }, `#/${address}/nothing-of-the-kind`);
    await expect(app.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await app.getByRole('link', { name: back }).click();
    await expect(app).toHaveURL((url) => url.hash === `#/${address}`);
  });
}
