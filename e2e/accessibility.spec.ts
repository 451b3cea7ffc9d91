import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './helpers/fixtures.ts';
import { type TrainedHome, test } from './helpers/trainedHome.ts';

const PAGES: { name: string; heading: Record<'en' | 'zh-CN', string | null>; path: (home: TrainedHome) => string }[] = [
  { name: 'data sets', heading: { en: 'Data sets', 'zh-CN': '数据集' }, path: () => 'datasets' },
  { name: 'data set', heading: { en: null, 'zh-CN': null }, path: ({ dataset }) => `datasets/${dataset}` },
  { name: 'new training', heading: { en: 'New training run', 'zh-CN': '新建训练' }, path: () => 'train/new' },
  { name: 'runs', heading: { en: 'Training runs', 'zh-CN': '训练记录' }, path: () => 'runs' },
  { name: 'run', heading: { en: null, 'zh-CN': null }, path: ({ run }) => `runs/${run}` },
  { name: 'run with a curve', heading: { en: null, 'zh-CN': null }, path: ({ earlierRun }) => `runs/${earlierRun}` },
  {
    name: 'comparison',
    heading: { en: 'Compare runs', 'zh-CN': '比较训练' },
    path: ({ run, earlierRun }) => `runs/compare?ids=${run},${earlierRun}`,
  },
  { name: 'models', heading: { en: 'Models', 'zh-CN': '模型' }, path: () => 'models' },
  { name: 'model', heading: { en: null, 'zh-CN': null }, path: ({ model }) => `models/${model}` },
  { name: 'playground', heading: { en: 'Playground', 'zh-CN': '体验区' }, path: () => 'playground' },
  { name: 'settings', heading: { en: 'Settings', 'zh-CN': '设置' }, path: () => 'settings' },
];

/** Goes to a page by its address and waits until nothing of it is loading. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${path}`);
  await expect(page).toHaveURL((url) => url.hash === `#/${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('main').locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
}

for (const theme of ['light', 'dark'] as const) {
  test(`no page has serious barriers in the ${theme} theme`, async ({ app, trained }) => {
    const html = app.locator('html');
    if (theme === 'dark') {
      await app.getByRole('button', { name: 'Switch to the dark theme' }).click();
      await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
    } else await expect(html).toHaveAttribute('data-mantine-color-scheme', 'light');

    for (const { name, path } of PAGES) {
      await open(app, path(trained));
      const axe = new AxeBuilder({ page: app });
      // The other theme has the same elements in other colours.
      const { violations } = await (theme === 'dark' ? axe.withRules('color-contrast') : axe).analyze();
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html: element }) => `${id}: ${element.slice(0, 200)}`));
      expect.soft(serious, name).toEqual([]);
    }
    if (theme === 'dark') {
      await app.getByRole('button', { name: 'Switch to the light theme' }).click();
      await expect(html).toHaveAttribute('data-mantine-color-scheme', 'light');
    }
  });
}

/** Words that are the same in Chinese: names of products, formats, units, and of the data itself. */
const ENGLISH_WORD =
  /\b(the|and|of|to|is|your|all|no|not|with|from|new|train|data|model|settings|choose|rows?|columns?)\b/i;

test('every page is Chinese once Chinese is chosen', async ({ app, trained }) => {
  await app.getByRole('button', { name: 'Language' }).click();
  await app.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(app.locator('html')).toHaveAttribute('lang', 'zh-CN');
  for (const { name, heading, path } of PAGES) {
    await open(app, path(trained));
    if (heading['zh-CN'] !== null) {
      await expect.soft(app.getByRole('heading', { level: 1 }), name).toHaveText(heading['zh-CN']);
    }
    const own = app.locator('h2, h3, button, label, nav a, [role=tab], th[scope], dt');
    const texts = await own.filter({ visible: true }).allInnerTexts();
    expect
      .soft(
        texts.filter((text) => ENGLISH_WORD.test(text) && !/[\u4e00-\u9fff]/.test(text)),
        name,
      )
      .toEqual([]);
    expect.soft(texts.filter((text) => /[\u4e00-\u9fff]/.test(text)).length, name).toBeGreaterThanOrEqual(5);
  }
  await app.reload();
  await expect(app.getByRole('navigation', { name: /^(主导航|Main navigation)$/ })).toContainText('数据集');
  await app.getByRole('button', { name: '语言' }).click();
  await app.getByRole('menuitem', { name: 'English' }).click();
  await expect(app.getByRole('navigation', { name: /^(主导航|Main navigation)$/ })).toContainText('Data sets');
});

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, name: string | RegExp, role: 'link' | 'button' | 'grid'): Promise<void> {
  const target = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${role} ${name}`);
}

test('the main actions are in reach of the keyboard', async ({ app, trained }) => {
  await app.keyboard.press('Tab');
  await expect(app.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await tabTo(app, 'products', 'link');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { level: 1, name: 'products' })).toBeVisible();
  await tabTo(app, /^Rows of/, 'grid');
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('Shift+Enter');
  await expect(app.getByRole('dialog')).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toBeHidden();

  await open(app, `datasets/${trained.dataset}`);
  await app.getByRole('heading', { level: 1 }).click();
  await tabTo(app, 'Train on this', 'link');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { level: 1, name: 'New training run' })).toBeVisible();
  await tabTo(app, 'Train', 'button');

  await app.keyboard.press('g');
  await app.keyboard.press('p');
  await expect(app.getByRole('heading', { level: 1, name: 'Playground' })).toBeVisible();
  await tabTo(app, 'Generate', 'button');
});
