import type { Page } from '@playwright/test';
import { expect } from './helpers/fixtures.ts';
import { test as base } from './helpers/importedHome.ts';
import { quickTrainings } from './helpers/quickTrainings.ts';
import { takesLong } from './helpers/specTags.ts';

/** What a measurement says is a script's: `preflight.spec.ts` measures really, and each time takes the engine seconds to start. */
const test = base.extend(quickTrainings);

const advice = (page: Page) => page.getByRole('region', { name: 'Recommendation' });
const plan = (page: Page) => page.getByTestId('train-plan');

async function openForm(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('link', { name: 'New training run' }).first().click();
  await expect(advice(page)).toBeVisible();
}

test('the form judges, recommends, and keeps its answers over Back and a reload', async ({ app }) => {
  await openForm(app);
  await expect(app.getByText('Nano is preselected because it is recommended')).toBeVisible();
  await expect(app.getByRole('radio', { name: /^Nano/ })).toBeChecked();

  await app.getByRole('radio', { name: /^Small/ }).click();
  await app.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
  await app.getByRole('textbox', { name: 'Steps', exact: true }).fill('20');
  await app.getByRole('textbox', { name: 'Name of the run' }).fill('Half typ');
  await expect(plan(app)).toContainText(/^Small · 20 steps · /);
  await expect(plan(app)).toContainText('Poor');
  await expect(app.getByTestId('judgement-steps')).toContainText('are too few');

  for (const again of ['Back', 'reload', 'another page']) {
    await test.step(again, async () => {
      if (again === 'reload') await app.reload();
      if (again === 'Back') {
        await app.goBack();
        await app.goForward();
      }
      if (again === 'another page') {
        await app.getByRole('link', { name: 'Models', exact: true }).click();
        await openForm(app);
      }
      await expect(app.getByRole('textbox', { name: 'Steps', exact: true })).toHaveValue('20');
      await expect(app.getByRole('radio', { name: /^Small/ })).toBeChecked();
      await expect(app.getByRole('textbox', { name: 'Name of the run' })).toHaveValue('Half typ');
    });
  }

  await test.step('what is wrong is one click away', async () => {
    await app.getByRole('textbox', { name: 'Steps', exact: true }).fill('');
    await plan(app).getByRole('button', { name: 'How long to train is missing: show me' }).click();
    await expect(app.getByRole('textbox', { name: 'Steps', exact: true })).toBeFocused();
  });

  await test.step('one click takes all that is recommended', async () => {
    await advice(app).getByRole('button', { name: 'Use the recommended settings' }).click();
    await expect(app.getByRole('radio', { name: /^Nano/ })).toBeChecked();
    await expect(plan(app)).toContainText(/^Nano · \d+ min · about [\d,]+ steps/);
    // Nor does what is measured then leave anything to click.
    await expect(advice(app)).toContainText('measured here');
    await expect(advice(app).getByRole('button')).toHaveCount(0);
  });

  await test.step('starting over can be taken back', async () => {
    await app.getByRole('button', { name: 'Start over' }).click();
    await expect(app.getByRole('textbox', { name: 'Name of the run' })).toHaveValue('');
    await app.getByRole('button', { name: 'Restore my answers' }).click();
    await expect(app.getByRole('textbox', { name: 'Name of the run' })).toHaveValue('Half typ');
  });
});

/** How many lines the advice has at each change of the page, and whether the tokens of the rows are counted by then. */
const watchAdvice = (page: Page) =>
  page.evaluateHandle(() => {
    const seen: { lines: number; isCounted: boolean }[] = [];
    new MutationObserver(() => {
      const advice = document.getElementById('train-advice');
      if (!advice) return;
      const isCounted = advice.querySelector('[data-testid="judgement-context"]') !== null;
      seen.push({ lines: advice.querySelectorAll('li').length, isCounted });
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    return seen;
  });

test(
  'the place of what is said of counted rows is kept: no line pushes away what is pressed below',
  takesLong,
  async ({ app }) => {
    const watched = await watchAdvice(app);
    await openForm(app);
    await expect(app.getByTestId('judgement-context')).toBeVisible();
    const seen = await watched.jsonValue();
    expect(seen.map(({ isCounted }) => isCounted)).toContain(false);
    expect(new Set(seen.map(({ lines }) => lines)).size).toBe(1);
  },
);

test('search, order and place of the grid are in the address', takesLong, async ({ app }) => {
  await app.getByRole('link', { name: 'Data sets', exact: true }).click();
  await app.getByRole('table').getByRole('link').first().click();
  await expect(app.getByRole('grid')).toBeVisible();
  await app.getByRole('searchbox').fill('the');
  await expect(app).toHaveURL(/q=the/);
  await app.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(app.getByRole('heading', { level: 1, name: 'Models' })).toBeVisible();
  await app.goBack();
  await expect(app.getByRole('searchbox')).toHaveValue('the');
  await app.reload();
  await expect(app.getByRole('searchbox')).toHaveValue('the');
  await app.getByRole('searchbox').fill('');
  await expect(app).not.toHaveURL(/q=/);
});
