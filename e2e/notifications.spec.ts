import type { Page } from '@playwright/test';
import { expect } from './helpers/fixtures.ts';
import { testWithRuns } from './helpers/runsHome.ts';
import { takesLong } from './helpers/specTags.ts';

/** Its data set is gone: as soon as it goes on, it fails. */
const test = testWithRuns([{ run: { id: 'doomed', name: 'Doomed', state: 'paused', step: 3 } }]);

const open = (page: Page, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);
const toggle = (page: Page) => page.getByRole('switch', { name: 'Notify me when a run has finished or failed' });

/** Puts a recording stand-in in the place of the browser's notifications, and lets nobody look at the page. */
async function recordNotifications(page: Page, permission: NotificationPermission): Promise<void> {
  await page.addInitScript((granted) => {
    const shown: { title: string; click: () => void }[] = [];
    class Recording {
      static permission = granted;
      static requestPermission = async () => granted;
      onclick: (() => void) | null = null;
      constructor(title: string) {
        shown.push({ title, click: () => this.onclick?.() });
      }
      close() {}
    }
    Object.assign(window, { Notification: Recording, shown });
    document.hasFocus = () => false;
  }, permission);
}
const titles = (page: Page) =>
  page.evaluate(() => (window as unknown as { shown: { title: string }[] }).shown.map(({ title }) => title));

test('a browser that refuses is told of, and the switch stays off', takesLong, async ({ app }) => {
  await recordNotifications(app, 'denied');
  await app.reload();
  await open(app, '#/settings');
  await expect(toggle(app)).not.toBeChecked();
  await toggle(app).click();
  await expect(app.getByRole('alert')).toContainText('The browser does not allow them for this page.');
  await expect(toggle(app)).not.toBeChecked();
});

test('a run that fails is told on another page and by the system; both lead to it', takesLong, async ({ app }) => {
  await recordNotifications(app, 'granted');
  await app.reload();
  await open(app, '#/settings');
  await expect(toggle(app)).toBeChecked();
  await open(app, '#/runs');
  await app.getByRole('button', { name: 'Start again: Doomed' }).click();
  await expect.poll(() => titles(app)).toEqual(['“Doomed” has failed']);
  await expect(app.getByText('“Doomed” has failed')).toBeVisible();
  await app.getByRole('link', { name: 'Open the run' }).click();
  await expect(app.getByRole('heading', { level: 1, name: 'Doomed' })).toBeVisible();
  await expect(app.getByText('“Doomed” has failed')).toBeHidden();

  await open(app, '#/models');
  await app.evaluate(() => (window as unknown as { shown: { click: () => void }[] }).shown[0]?.click());
  await expect(app.getByRole('heading', { level: 1, name: 'Doomed' })).toBeVisible();
});

test('who has switched it off is not disturbed by the system', takesLong, async ({ app }) => {
  await recordNotifications(app, 'granted');
  await app.reload();
  await open(app, '#/settings');
  await toggle(app).click();
  await expect(toggle(app)).not.toBeChecked();
  await app.reload();
  await expect(toggle(app)).not.toBeChecked();
  await open(app, '#/runs');
  await app.getByRole('button', { name: 'Start again: Doomed' }).click();
  await expect(app.getByText('“Doomed” has failed')).toBeVisible();
  expect(await titles(app)).toEqual([]);
});
