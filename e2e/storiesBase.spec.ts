import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { formatTexts } from '../shared/domain/formats/index.ts';
import { test as base, expect } from './helpers/fixtures.ts';
import { productRows } from './helpers/sourceData.ts';
import { takesLong } from './helpers/specTags.ts';
import { noStories, writeStories } from './helpers/stories260k.ts';
import { kindling } from './helpers/studioProcess.ts';

/** What the Hugging Face cache calls it. */
const FOUND = 'karpathy/stories260K';
const STEPS = 30;
/** The rows are short; batches of sixteen times 512 tokens would take most of the test. */
const SMALL = { context_length: 128, per_device_train_batch_size: 4 };

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

type Words = typeof english | typeof chinese;

async function watch(page: Page, { bases, runs }: Words): Promise<void> {
  await expect(page.getByText(saying(runs.page.doneText_other))).toBeVisible();
  await expect(page.getByRole('img', { name: saying(runs.chart.baseSummary) })).toBeVisible();
  const added = page.getByRole('region', { name: bases.over.title });
  await expect(added, 'rows that it has not seen').toContainText(saying(bases.over.better));
}

/** The model's, and the base's beside it. */
async function expectBothTexts(page: Page, { bases, playground }: Words): Promise<void> {
  const result = page.getByRole('region', { name: playground.output.title });
  await expect(result.getByRole('heading', { name: bases.beside.tuned })).toBeVisible();
  await expect(result.getByRole('heading', { name: FOUND })).toBeVisible();
  await expect(result.getByText(/\d+ (tokens?|词元|个词元)/)).toHaveCount(2);
}

/** Chinese goes the whole way in the long form; in the short one it is switched on when all is trained, and looks at what came of it. */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;

for (const [locale, words] of [['en-US', english], ...(LONG ? ([['zh-CN', chinese]] as const) : [])] as const) {
  test.describe(locale, () => {
    test.skip(noStories !== null, noStories ?? '');
    test.use({ locale });

    test(
      'a real model is added, learns rows, writes beside itself, and is exported both ways',
      takesLong,
      async ({ app }) => {
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
          await button(runs.new.advanced).click();
          for (const [name, value] of Object.entries(SMALL))
            await app.getByRole('textbox', { name, exact: true }).fill(String(value));
          await button(runs.new.train).click();
          await expect(app).toHaveURL(/#\/runs\//);
        });
        const address = new URL(app.url()).hash;
        await test.step('watch', () => watch(app, words));
        await test.step('compare with the base', async () => {
          await app.getByRole('link', { name: runs.page.tryIt, exact: true }).click();
          await button(playground.generate).click();
          await expectBothTexts(app, words);
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
        if (LONG) return;
        await test.step('the same in Chinese', async () => {
          await button('Language').click();
          await app.getByRole('menuitem', { name: '简体中文' }).click();
          await expect(app.getByRole('switch', { name: adapterOf('zh-CN') })).toBeVisible();
          await expect(button(chinese.models.export.again)).toBeVisible();
          await app.evaluate((hash) => {
            location.hash = hash;
          }, address);
          await watch(app, chinese);
          await app.locator('nav a[href="#/models"]').first().click();
          const row = app.getByRole('region', { name: chinese.bases.title }).getByRole('row', { name: FOUND });
          const train = chinese.bases.list.trainNamed.replace('{{name}}', FOUND);
          await expect(row.getByRole('link', { name: train, exact: true })).toBeVisible();
        });
      },
    );
  });
}
