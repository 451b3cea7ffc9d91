import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { expect } from './helpers/fixtures.ts';
import { barriers, test } from './helpers/scriptedTasks.ts';
import { shownAgainBut, takesLong } from './helpers/specTags.ts';

for (const [language, locale, words, colorScheme] of [
  ['en', 'en-US', english, 'light'],
  ['zh-CN', 'zh-CN', chinese, 'dark'],
] as const) {
  test.describe(locale, shownAgainBut('en-US')(locale), () => {
    test.use({ locale, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test(
      'rows get labels by keys, which are saved and undone; doubts and a map are shown',
      takesLong,
      async ({ app }) => {
        const { labelling, search } = words;
        await app.evaluate(() => {
          location.hash = '#/datasets';
        });
        await app.getByRole('link', { name: 'lamps', exact: true }).first().click();
        await app.getByRole('tab', { name: labelling.tab, exact: true }).click();
        const column = app.getByRole('combobox', { name: labelling.column, exact: true });
        const table = app.getByRole('table', { name: labelling.table });
        const row = (place: number) => table.getByRole('row').nth(place);

        await test.step('labels of a new column', async () => {
          await column.fill('shop');
          await column.press('Enter');
          await expect(app.getByText(labelling.needTwo)).toBeVisible();
          const labels = app.getByRole('combobox', { name: labelling.labels, exact: true });
          for (const label of ['yes', 'no']) {
            await labels.fill(label);
            await labels.press('Enter');
          }
          await row(1).click();
          await app.keyboard.press('1');
          await expect(row(1)).toContainText('yes');
          await expect(row(2)).toHaveAttribute('aria-current', 'true');
          await app.keyboard.press('2');
          await app.keyboard.press('2');
          await expect(row(4)).toHaveAttribute('aria-current', 'true');
          expect.soft(await barriers(app, language), 'labelling').toEqual([]);
          // A key on a button presses it, and accepts no suggestion.
          await app.getByRole('button', { name: labelling.save, exact: true }).focus();
          await app.keyboard.press('Enter');
          await expect(app.getByText(labelling.saved)).toBeVisible();
          // Eight of the table, and the new one.
          await expect(app.getByRole('tab', { name: /9/ })).toBeVisible();
        });

        await test.step('taking back one label leaves those that were saved with it', async () => {
          await app.keyboard.press('Backspace');
          await expect(row(3)).toHaveAttribute('aria-current', 'true');
          await app.getByRole('button', { name: labelling.save, exact: true }).click();
          await expect(app.getByText(labelling.saved)).toBeVisible();
          await app.getByRole('tab', { name: words.datasets.page.tabs.preview, exact: true }).click();
          const cells = app.getByRole('grid').getByRole('gridcell');
          await expect(cells.filter({ hasText: /^yes$/ })).toHaveCount(1);
          await expect(cells.filter({ hasText: /^no$/ })).toHaveCount(1);
          await app.getByRole('tab', { name: labelling.tab, exact: true }).click();
        });

        await test.step('once there are enough, it says what brings suggestions', async () => {
          await expect(column).toHaveValue('shop');
          await expect(app.getByText(labelling.fileOrder.replace('{{count}}', '18'))).toBeVisible();
          await row(1).click();
          for (let given = 0; given < 20; given++) await app.keyboard.press(given % 2 === 0 ? '1' : '2');
          await expect(app.getByText(labelling.fileOrderEnough)).toBeVisible();
          // Two times ten: they save themselves.
          await expect(app.getByText(labelling.saved)).toBeVisible();
          await app.getByRole('button', { name: labelling.more, exact: true }).click();
          await expect(app.getByText(labelling.unsureOrder)).toBeVisible();
        });

        await test.step('labels that look wrong', async () => {
          await column.click();
          await column.fill('mood');
          await app.getByRole('option', { name: 'mood', exact: true }).click();
          await app.getByText(labelling.ways.doubt, { exact: true }).click();
          await app.getByRole('button', { name: labelling.doubt.look, exact: true }).click();
          const doubts = app.getByRole('table', { name: labelling.doubt.table });
          await expect(
            doubts.getByRole('button', { name: words.labelling.openRow.replace('{{row}}', '7') }),
          ).toBeVisible();
          expect.soft(await barriers(app, language), 'doubts').toEqual([]);
        });

        await test.step('a map of the rows', async () => {
          await app.getByRole('tab', { name: search.tab, exact: true }).click();
          await app.getByRole('button', { name: search.map.draw, exact: true }).click();
          await expect(app.getByRole('img', { name: search.map.title }).locator('circle')).toHaveCount(40);
          const clusters = app.getByRole('table', { name: search.map.clusterTable });
          expect.soft(await barriers(app, language), 'map').toEqual([]);
          await clusters.getByRole('button').first().click();
          await expect(app.getByRole('grid')).toBeVisible();
        });
      },
    );
  });
}
