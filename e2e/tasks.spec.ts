import type { Page } from '@playwright/test';
import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { TASK_VIEWS } from '../renderer/tasks/index.ts';
import { OWN_TEXTS as TAGS } from '../renderer/tasks/multiLabelClassification/ownTexts.ts';
import { OWN_TEXTS as ITEMS } from '../renderer/tasks/recommendation/ownTexts.ts';
import { OWN_TEXTS as SCORES } from '../renderer/tasks/regression/ownTexts.ts';
import { OWN_TEXTS as PAIRS } from '../renderer/tasks/sentenceSimilarity/ownTexts.ts';
import { OWN_TEXTS as LABELS } from '../renderer/tasks/textClassification/ownTexts.ts';
import type { Language } from '../shared/domain/language.ts';
import { expect } from './helpers/fixtures.ts';
import { barriers, test } from './helpers/scriptedTasks.ts';
import { takesLong } from './helpers/specTags.ts';

/** What a user chooses and reads of each task: the title of its card, what the columns are, what a loss is in, and what the playground asks and answers. */
const tasksOf = (language: Language) => {
  const [label, score, item, tag] = [LABELS[language], SCORES[language], ITEMS[language], TAGS[language]];
  const pair = PAIRS[language];
  const zh = language === 'zh-CN';
  return [
    {
      title: TASK_VIEWS['text-classification'].texts[language].recipes.classify.title,
      columns: { [label.fields.output]: 'mood' },
      loss: zh ? 'nat/文本' : 'nats per text',
      perplexity: true,
      ask: { field: 'text', text: 'A lamp', button: label.playground.classify },
      answer: { region: label.playground.labels, words: ['good', '75%'] },
    },
    {
      title: TASK_VIEWS['multi-label-classification'].texts[language].recipes.tag.title,
      columns: { [tag.fields.output]: 'topics' },
      loss: zh ? '每标签 nat/文本' : 'nats of a label per text',
      perplexity: false,
      ask: { field: 'text', text: 'A lamp', button: tag.playground.classify },
      answer: { region: tag.playground.labels, words: ['light', tag.playground.told, '80%', '30%'] },
    },
    {
      title: TASK_VIEWS.regression.texts[language].recipes.score.title,
      columns: { [score.fields.output]: 'price' },
      loss: zh ? '平方误差/文本' : 'squared error per text',
      perplexity: false,
      ask: { field: 'text', text: 'A lamp', button: score.playground.estimate },
      answer: { region: score.playground.result, words: ['1,235'] },
    },
    {
      title: TASK_VIEWS.recommendation.texts[language].recipes.recommend.title,
      columns: { [item.fields.user]: 'user', [item.fields.item]: 'item', [item.fields.rating]: 'rating' },
      loss: zh ? 'nat/物品' : 'nats per item',
      perplexity: true,
      ask: { field: item.playground.history, text: 'lamp 1', button: item.playground.recommend },
      answer: { region: item.playground.result, words: ['lamp 3', '50%', 'lamp 1', 'lamp 99'] },
    },
    {
      title: TASK_VIEWS['sentence-similarity'].texts[language].recipes.match.title,
      columns: { [pair.fields.output]: 'text' },
      loss: zh ? 'nat/文本对' : 'nats per pair',
      perplexity: false,
      ask: {
        ...{ field: 'mood', text: 'good', button: pair.playground.compare },
        also: { field: pair.playground.others, text: 'lamp 99\nlamp 3' },
      },
      answer: { region: pair.playground.result, words: ['lamp 3', '0.750', 'lamp 99'] },
    },
  ];
};

/** Titles of recipes, as cards and proposals have them. */
const RECIPE_TITLES = {
  classify: (language: Language) => TASK_VIEWS['text-classification'].texts[language].recipes.classify.title,
  tag: (language: Language) => TASK_VIEWS['multi-label-classification'].texts[language].recipes.tag.title,
  score: (language: Language) => TASK_VIEWS.regression.texts[language].recipes.score.title,
  recommend: (language: Language) => TASK_VIEWS.recommendation.texts[language].recipes.recommend.title,
  complete: (language: Language) => TASK_VIEWS['text-generation'].texts[language].recipes.complete.title,
};

type Task = ReturnType<typeof tasksOf>[number];
interface Seen {
  language: Language;
  words: typeof english | typeof chinese;
  /** Where axe looks; everywhere if not told. */
  looksAt?: (place: string) => boolean;
}

const WORDS = { en: english, 'zh-CN': chinese } as const;
/** Chinese goes all the ways in the long form; in the short one it is switched on when all is trained, and looks at what came of it. */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
const WAYS = [['en', 'en-US', 'light'], ...(LONG ? ([['zh-CN', 'zh-CN', 'dark']] as const) : [])] as const;

async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${path}`);
}

const unbarred = async (page: Page, { language, looksAt }: Seen, place: string, title: string) => {
  if (looksAt?.(place) ?? true) expect.soft(await barriers(page, language), `${place} of ${title}`).toEqual([]);
};

async function chooseAndTrain(page: Page, { title, columns }: Task, seen: Seen): Promise<void> {
  await open(page, 'train/new');
  await page.getByRole('radio', { name: title }).click();
  for (const [field, column] of Object.entries(columns)) {
    const chosen = page.getByRole('combobox', { name: field, exact: true });
    await expect(chosen).toBeVisible();
    // What the form has guessed would be taken back by choosing it again.
    if ((await chosen.inputValue()) !== column) {
      await chosen.click();
      await page.getByRole('option', { name: column, exact: true }).click();
    }
    await expect(chosen).toHaveValue(column);
  }
  const train = page.getByRole('button', { name: seen.words.runs.new.train, exact: true });
  await expect(train).toBeEnabled();
  await unbarred(page, seen, 'form', title);
  await train.click();
  await expect(page).toHaveURL(/#\/runs\//);
}

/** From the page of the run over the playground to the page of the model. */
async function lookAtAll(page: Page, { title, loss, perplexity, ask, answer }: Task, seen: Seen): Promise<void> {
  const { words } = seen;
  const models = page.getByRole('link', { name: words.runs.page.tryIt, exact: true });
  await expect(models).toBeVisible();
  await expect(page.getByText(loss).first()).toBeVisible();
  // It reads rows, and is given no prompts.
  await expect(page.getByText(words.runs.samples.hintAnswers)).toBeVisible();
  await expect(page.getByRole('term').filter({ hasText: words.runs.tile.perplexity })).toHaveCount(perplexity ? 1 : 0);
  await unbarred(page, seen, 'run', title);

  await models.click();
  await expect(page).toHaveURL(/#\/playground/);
  await page.getByRole('textbox', { name: ask.field, exact: true }).fill(ask.text);
  if ('also' in ask) await page.getByRole('textbox', { name: ask.also.field, exact: true }).fill(ask.also.text);
  await page.getByRole('button', { name: ask.button, exact: true }).click();
  for (const word of answer.words) await expect(page.getByRole('region', { name: answer.region })).toContainText(word);
  await unbarred(page, seen, 'playground', title);

  await open(page, `models/${/model=([^&]+)/.exec(page.url())?.[1]}`);
  await expect(page.getByText(`2.000 ${loss}`)).toBeVisible();
  await unbarred(page, seen, 'model', title);
}

/** Each page of each task is looked at in the long test; in the short one each task is on one page, in either language. */
const byTurns =
  (place: number, pages: readonly string[]) =>
  (of: string): boolean =>
    of === pages[place % pages.length];

async function switchToChinese(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.emulateMedia({ colorScheme: 'dark' });
}

for (const [language, locale, colorScheme] of WAYS) {
  const words = WORDS[language];
  test.describe(locale, () => {
    test.use({ locale, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test(`each task is chosen, trained, looked at and tried${LONG ? '' : ', and looked at and tried in Chinese'}`, async ({
      app,
    }) => {
      const runs: string[] = [];
      for (const [place, task] of tasksOf(language).entries()) {
        await test.step(task.title, async () => {
          const seen = { language, words, ...(LONG ? {} : { looksAt: byTurns(place, ['form', 'playground']) }) };
          await chooseAndTrain(app, task, seen);
          runs.push(new URL(app.url()).hash.slice('#/'.length));
          await lookAtAll(app, task, seen);
        });
      }
      if (LONG) return;
      await switchToChinese(app);
      for (const [place, task] of tasksOf('zh-CN').entries()) {
        await test.step(task.title, async () => {
          await open(app, runs[place] ?? '');
          const looksAt = byTurns(place, ['run', 'playground', 'model']);
          await lookAtAll(app, task, { language: 'zh-CN', words: chinese, looksAt });
        });
      }
    });

    test('no page of any task has a barrier', takesLong, async ({ app }) => {
      test.skip(LONG, 'the other test looks at all of them then');
      for (const task of tasksOf(language)) {
        await test.step(task.title, async () => {
          await chooseAndTrain(app, task, { language, words });
          await lookAtAll(app, task, { language, words });
        });
      }
    });

    test(
      'thresholds are kept with the model: taken over once, shown in both windows, undone',
      takesLong,
      async ({ app }) => {
        const [tag, { measures }] = [TAGS[language], words];
        const task = tasksOf(language).find(({ loss }) =>
          loss.includes(language === 'en' ? 'a label' : '每标签'),
        ) as Task;
        await chooseAndTrain(app, task, { language, words });
        await app.getByRole('link', { name: words.runs.page.tryIt, exact: true }).click();
        await expect(app).toHaveURL(/model=/);
        const id = /model=([^&]+)/.exec(app.url())?.[1] ?? '';
        const key = `kindling.thresholds.${id}`;
        // As an earlier version kept them.
        await app.evaluate((name) => localStorage.setItem(name, '{"cheap":0.25,"gone":0.1}'), key);
        await app.reload();
        await app.getByRole('textbox', { name: task.ask.field, exact: true }).fill(task.ask.text);
        await app.getByRole('button', { name: task.ask.button, exact: true }).click();
        const answer = app.getByRole('region', { name: task.answer.region });
        await expect(answer.getByText(tag.playground.told, { exact: true })).toHaveCount(2);
        await expect(answer).toContainText('30% / 25%');
        expect(await app.evaluate((name) => localStorage.getItem(name), key)).toBeNull();

        const other = await app.context().newPage();
        await other.goto(app.url());
        await open(other, `models/${id}`);
        await other.getByRole('button', { name: measures.first, exact: true }).click();
        const slider = (label: string) =>
          other.getByRole('slider', { name: tag.results.thresholdOf.replace('{{label}}', label) });
        await expect(slider('cheap')).toHaveAttribute('aria-valuenow', '0.25');
        await slider('light').press('ArrowRight');
        await expect(other.getByText(tag.thresholds.kept)).toBeVisible();
        // The last one has it, and the other window is told.
        await expect(app.getByText(tag.thresholds.elsewhere)).toBeVisible();
        await expect(answer).toContainText('80% / 55%');
        await other.getByRole('button', { name: tag.thresholds.undo }).click();
        await expect(slider('light')).toHaveAttribute('aria-valuenow', '0.5');
        await expect(answer).not.toContainText('80% / 55%');
        await other.getByRole('button', { name: tag.results.best, exact: true }).click();
        await expect(other.getByText(tag.results.total.split('{{micro}}')[0] ?? '')).toBeVisible();
        await other.close();
      },
    );

    test('labelling a data set is trying a model, as the checklist has it', takesLong, async ({ app }) => {
      const { table } = LABELS[language];
      const task = tasksOf(language).find(({ answer }) => answer.words.includes('good')) as Task;
      await chooseAndTrain(app, task, { language, words });
      await app.getByRole('link', { name: words.runs.page.tryIt, exact: true }).click();
      const step = app.getByRole('region', { name: words.common.checklist.title }).getByRole('listitem').nth(2);
      await expect(step).toHaveText(words.common.checklist.step.try);
      await expect(step.getByLabel(words.common.checklist.stepDone)).toHaveCount(0);
      await app.getByText(LABELS[language].ways.table, { exact: true }).click();
      await app.getByRole('button', { name: table.fill.replace('{{count}}', '40'), exact: true }).click();
      await expect(app.getByText(table.done)).toBeVisible();
      await expect(step.getByLabel(words.common.checklist.stepDone)).toBeVisible();
    });

    test('words join in with a classifier, on a press, and leave it again', takesLong, async ({ app }) => {
      const { measures } = words;
      const { together } = measures;
      const task = tasksOf(language).find(({ answer }) => answer.words.includes('good')) as Task;
      await chooseAndTrain(app, task, { language, words });
      await app.getByRole('link', { name: words.runs.page.tryIt, exact: true }).click();
      await expect(app).toHaveURL(/model=/);
      await open(app, `models/${/model=([^&]+)/.exec(app.url())?.[1] ?? ''}`);
      const panel = app.getByRole('region', { name: measures.title });
      // Of a model that nobody has measured it is not known what words are worth; they may join in all the same.
      await expect(panel.getByRole('button', { name: together.join, exact: true })).toBeVisible();
      await panel.getByRole('button', { name: measures.first, exact: true }).click();
      await expect(panel).toContainText('87');
      await expect(panel.getByText(together.better.split('{{metric}}')[0] ?? '')).toBeVisible();
      await panel.getByRole('button', { name: together.join, exact: true }).click();
      await expect(app.getByText(together.on, { exact: true })).toBeVisible();
      await expect(panel.getByText(together.joined)).toBeVisible();
      expect.soft(await barriers(app, language), 'joined').toEqual([]);
      await app.getByRole('button', { name: together.undo, exact: true }).click();
      await expect(panel.getByText(together.joined)).toHaveCount(0);
      await expect(panel.getByRole('button', { name: together.join, exact: true })).toBeVisible();
      // Nothing is learned or measured twice: the figures of both are there.
      await panel.getByRole('button', { name: together.join, exact: true }).click();
      await panel.getByRole('button', { name: together.leave, exact: true }).click();
      await expect(app.getByText(together.off, { exact: true })).toBeVisible();
    });

    test('the column that is to be filled in proposes what is learned; something else is a click away', async ({
      app,
    }) => {
      const { fill } = words.runs.new;
      await app.evaluate(() => {
        location.hash = '#/train/new';
      });
      const question = app.getByRole('combobox', { name: fill.label });
      const proposed = app.getByRole('group', { name: fill.proposals });
      const titles = (kind: keyof typeof RECIPE_TITLES) => RECIPE_TITLES[kind](language);
      const card = (kind: keyof typeof RECIPE_TITLES) => app.getByRole('radio', { name: titles(kind) });
      for (const [column, kind] of [
        ['mood', 'classify'],
        ['topics', 'tag'],
        ['price', 'score'],
        ['item', 'recommend'],
      ] as const) {
        // By keys alone.
        await question.focus();
        await question.fill(column);
        await expect(app.getByRole('option', { name: column, exact: true })).toBeVisible();
        await question.press('ArrowDown');
        await question.press('Enter');
        await expect(question).toHaveValue(column);
        await expect(proposed.getByRole('button', { name: titles(kind) })).toHaveAttribute('aria-pressed', 'true');
        await expect(card(kind)).toBeChecked();
      }
      await question.click();
      await app.getByRole('option', { name: 'mood', exact: true }).click();
      await proposed.getByRole('button', { name: titles('complete') }).click();
      await expect(card('complete')).toBeChecked();
      await expect(question).toHaveValue('mood');
      await question.click();
      await app.getByRole('option', { name: fill.none, exact: true }).click();
      await expect(card('recommend')).toBeChecked();
      expect(await barriers(app, language)).toEqual([]);
    });
  });
}
