import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { formatTexts } from '../shared/domain/formats/index.ts';
import { test as base, expect } from './helpers/fixtures.ts';
import { productRows } from './helpers/sourceData.ts';
import { noStories, writeStories } from './helpers/stories260k.ts';
import { kindling } from './helpers/studioProcess.ts';

/** What the Hugging Face cache calls it. */
const FOUND = 'karpathy/stories260K';
const STEPS = 30;

/** A studio with rows about products, which finds a real model in the cache of the Hugging Face hub. */
const test = base.extend({
  home: async ({ home }, use) => {
    const cache = join(home, 'cache');
    writeStories(join(cache, 'hub', 'models--karpathy--stories260K', 'snapshots', 'abc'));
    const file = join(home, 'products.csv');
    writeFileSync(file, productRows(120).text);
    kindling(home, ['import', file]);
    const before = process.env.HF_HOME;
    process.env.HF_HOME = cache;
    await use(home);
    if (before === undefined) delete process.env.HF_HOME;
    else process.env.HF_HOME = before;
  },
});

/** A text of the interface as a pattern: whatever it puts in may be anything. */
const saying = (text: string) => new RegExp(text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\{\w+\}\}/g, '.+'));

const adapterOf = (locale: 'en-US' | 'zh-CN') =>
  formatTexts('hf', locale === 'en-US' ? 'en' : locale).options.adapter?.label ?? '';

for (const [locale, words] of [
  ['en-US', english],
  ['zh-CN', chinese],
] as const) {
  test.describe(locale, () => {
    test.skip(noStories !== null, noStories ?? '');
    test.use({ locale });

    test('a real model is added, learns rows, writes beside itself, and is exported both ways', async ({ app }) => {
      const { bases, runs, models, playground } = words;
      const button = (name: string) => app.getByRole('button', { name, exact: true });

      await test.step('add', async () => {
        await app.locator('nav a[href="#/models"]').click();
        await button(bases.add.open).click();
        await button(bases.found.addNamed.replace('{{name}}', FOUND)).click();
        const row = app.getByRole('region', { name: bases.title }).getByRole('row', { name: FOUND });
        await expect(row).toContainText('mit');
        await expect(row).toContainText('512');
        await row.getByRole('link', { name: bases.list.trainNamed.replace('{{name}}', FOUND), exact: true }).click();
      });
      await test.step('train', async () => {
        await expect(app.getByRole('radio', { name: new RegExp(`^${bases.tuning.lora.title}`) })).toBeChecked();
        await app.getByRole('radiogroup', { name: runs.new.budgetKind }).getByText(runs.new.steps).click();
        await app.getByRole('textbox', { name: runs.new.steps, exact: true }).fill(String(STEPS));
        await button(runs.new.train).click();
      });
      await test.step('watch', async () => {
        await expect(app.getByText(saying(runs.page.doneText_other))).toBeVisible();
        await expect(app.getByRole('img', { name: saying(runs.chart.baseSummary) })).toBeVisible();
        const added = app.getByRole('region', { name: bases.over.title });
        await expect(added, 'rows that it has not seen').toContainText(saying(bases.over.better));
      });
      await test.step('compare with the base', async () => {
        await app.getByRole('link', { name: runs.page.tryIt, exact: true }).click();
        await button(playground.generate).click();
        const result = app.getByRole('region', { name: playground.output.title });
        await expect(result.getByRole('heading', { name: bases.beside.tuned })).toBeVisible();
        await expect(result.getByRole('heading', { name: FOUND })).toBeVisible();
        await expect(result.getByText(/\d+ (tokens?|词元|个词元)/)).toHaveCount(2);
      });
      await test.step('export, merged and as an adapter', async () => {
        await app.locator('nav a[href="#/models"]').first().click();
        await app.locator('main a[href^="#/models/"]').first().click();
        await button(models.export.start).click();
        const done = app.getByRole('status').filter({ hasText: models.export.doneTitle });
        await expect(done.getByText('model.safetensors', { exact: true })).toBeVisible();
        await app.getByRole('switch', { name: adapterOf(locale) }).click({ force: true });
        await button(models.export.again).click();
        await expect(done.getByText('adapter_model.safetensors', { exact: true })).toBeVisible();
        await expect(done.getByText('adapter_config.json', { exact: true })).toBeVisible();
      });
    });
  });
}
