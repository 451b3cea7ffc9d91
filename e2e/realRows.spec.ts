import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { TASK_VIEWS } from '../renderer/tasks/index.ts';
import { OWN_TEXTS as ITEMS } from '../renderer/tasks/recommendation/ownTexts.ts';
import { OWN_TEXTS as SCORES } from '../renderer/tasks/regression/ownTexts.ts';
import { OWN_TEXTS as PAIRS } from '../renderer/tasks/sentenceSimilarity/ownTexts.ts';
import { OWN_TEXTS as LABELS } from '../renderer/tasks/textClassification/ownTexts.ts';
import type { Language } from '../shared/domain/language.ts';
import { expect, test } from './helpers/fixtures.ts';
import { lengths, noRatings, noRows, pairs, type RealTable, ratings, reviews } from './helpers/realRows.ts';

/**
 * Each task from a table to a model to take away, on rows that people wrote, with nothing scripted. Minutes of the processor: the long form;
 * `tasks.spec.ts` goes the same ways on scripted trainings.
 */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
const STEPS = 12;
/** For the training itself, which a busy machine may make long. */
const PATIENT_MS = 1_200_000;

interface Way {
  /** The pipeline tag, or what else tells it. */
  name: string;
  /** Why it is not gone here. */
  missing?: string | null;
  table(): RealTable;
  /** The column that is to be filled in; `null` for none. */
  fill: string | null;
  /** The title of the recipe's card. */
  card: string;
  /** What is chosen besides in the form. */
  form?(app: Page): Promise<void>;
  /** Cheap models stand beside it on its page. */
  hasBaselines: boolean;
  /** Asks the model, and reads that it answered. */
  ask(app: Page): Promise<void>;
}

const waysIn = (language: Language): Way[] => {
  const words = language === 'en' ? english : chinese;
  const [label, score, item, pair] = [LABELS[language], SCORES[language], ITEMS[language], PAIRS[language]];
  const texts = TASK_VIEWS['text-generation'].texts[language];
  /** Takes a row that was held out, asks, and reads the answer in its region. */
  const answered =
    (own: { randomRow: string; idle: string }, button: string, region: string): Way['ask'] =>
    async (app) => {
      await app.getByRole('button', { name: own.randomRow, exact: true }).click();
      const ask = app.getByRole('button', { name: button, exact: true });
      await expect(ask).toBeEnabled();
      await ask.click();
      const answer = app.getByRole('region', { name: region });
      await expect(answer).not.toContainText(own.idle);
      await expect(answer).toContainText(/\d/);
    };
  const written = async (app: Page) => {
    await app.getByRole('button', { name: words.playground.generate, exact: true }).click();
    await expect(app.getByText(/tokens\/s|词元\/秒/).first()).toBeVisible();
  };
  return [
    {
      name: 'text-classification',
      table: () => reviews(300),
      fill: 'score',
      card: TASK_VIEWS['text-classification'].texts[language].recipes.classify.title,
      hasBaselines: true,
      ask: answered(label.playground, label.playground.classify, label.playground.labels),
    },
    {
      name: 'regression',
      table: () => lengths(300),
      fill: 'letters',
      card: TASK_VIEWS.regression.texts[language].recipes.score.title,
      hasBaselines: true,
      ask: answered(score.playground, score.playground.estimate, score.playground.result),
    },
    {
      name: 'sentence-similarity',
      table: () => pairs('de', 300),
      fill: null,
      card: TASK_VIEWS['sentence-similarity'].texts[language].recipes.match.title,
      hasBaselines: true,
      ask: async (app) => {
        await app
          .getByRole('textbox', { name: pair.playground.others, exact: true })
          .fill('Bildschirmlampe\nMailserver');
        await answered(pair.playground, pair.playground.compare, pair.playground.result)(app);
      },
    },
    {
      name: 'recommendation',
      missing: noRatings,
      table: () => ratings(4000),
      fill: 'title',
      card: TASK_VIEWS.recommendation.texts[language].recipes.recommend.title,
      hasBaselines: true,
      ask: answered(item.playground, item.playground.recommend, item.playground.result),
    },
    {
      name: 'translation',
      table: () => pairs('de', 300),
      fill: 'tgt',
      card: texts.recipes.complete.title,
      hasBaselines: false,
      ask: async (app) => {
        await app.getByRole('button', { name: words.playground.inputs.nextRow, exact: true }).click();
        await written(app);
      },
    },
    {
      name: 'text generation, lstm',
      table: () => pairs('zh', 300),
      fill: 'tgt',
      card: texts.recipes.complete.title,
      form: async (app) => {
        await app.getByRole('button', { name: words.runs.new.advanced, exact: true }).click();
        const architecture = app.getByRole('combobox', { name: 'architecture', exact: true });
        await architecture.click();
        await app.getByRole('option', { name: 'LSTM', exact: true }).click();
        await expect(architecture).toHaveValue('LSTM');
      },
      hasBaselines: false,
      ask: async (app) => {
        await app
          .getByRole('radiogroup', { name: words.playground.mode.label })
          .getByText(words.playground.mode.raw, { exact: true })
          .click();
        const editor = app.locator('.monaco-editor');
        await editor.click();
        await app.keyboard.insertText('我喜欢吃');
        await app.getByRole('button', { name: words.playground.nextWords.ask, exact: true }).click();
        const next = app.getByRole('table', { name: words.playground.nextWords.title });
        await expect(next.getByRole('row')).toHaveCount(11);
      },
    },
  ];
};

for (const [language, locale, words] of [
  ['en', 'en-US', english],
  ['zh-CN', 'zh-CN', chinese],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });
    test.skip(noRows !== null, noRows ?? '');
    test.skip(!LONG, 'KINDLING_LONG_TESTS goes each way on real rows');

    for (const way of waysIn(language)) {
      test(way.name, async ({ app, home, chooseFile }) => {
        test.skip((way.missing ?? null) !== null, way.missing ?? '');
        test.setTimeout(PATIENT_MS);
        const button = (name: string) => app.getByRole('button', { name, exact: true });
        await test.step('import', async () => {
          const { fileName, text } = way.table();
          const file = join(home, fileName);
          writeFileSync(file, text);
          await chooseFile(file, () => button(words.datasets.drop.choose).click());
          await expect(app.getByRole('heading', { level: 1, name: fileName.replace(/\.\w+$/, '') })).toBeVisible();
        });
        await test.step('choose', async () => {
          await app.getByRole('link', { name: words.datasets.page.train, exact: true }).click();
          const { fill } = words.runs.new;
          const question = app.getByRole('combobox', { name: fill.label });
          await question.click();
          await app.getByRole('option', { name: way.fill ?? fill.none, exact: true }).click();
          const card = app.getByRole('radio', { name: way.card });
          if (way.fill === null) await card.click();
          await expect(card, 'what the column is made for is proposed').toBeChecked();
          await app.getByRole('radio', { name: /^(Nano|微型)/ }).click();
          await app
            .getByRole('radiogroup', { name: words.runs.new.budgetKind })
            .getByText(words.runs.new.steps)
            .click();
          await app.getByRole('textbox', { name: words.runs.new.steps, exact: true }).fill(String(STEPS));
          await way.form?.(app);
          await button(words.runs.new.train).click();
        });
        await test.step('watch', async () => {
          await expect(app).toHaveURL(/#\/runs\//);
          await expect(app.getByRole('link', { name: words.runs.page.tryIt, exact: true })).toBeVisible({
            timeout: PATIENT_MS,
          });
        });
        await test.step('try', async () => {
          await app.getByRole('link', { name: words.runs.page.tryIt, exact: true }).click();
          await expect(app).toHaveURL(/#\/playground/);
          await way.ask(app);
        });
        await test.step('export', async () => {
          await app.locator('nav a[href="#/models"]').first().click();
          await app.locator('main a[href^="#/models/"]').first().click();
          const baselines = app.getByRole('table', { name: words.measures.rivals.title });
          await expect(app.getByRole('heading', { level: 1 })).toBeVisible();
          await expect(baselines).toHaveCount(way.hasBaselines ? 1 : 0);
          await button(words.models.export.start).click();
          const done = app.getByRole('status').filter({ hasText: words.models.export.doneTitle });
          await expect(done.getByText('model.safetensors', { exact: true })).toBeVisible();
        });
      });
    }
  });
}
