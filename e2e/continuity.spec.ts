import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './helpers/fixtures.ts';
import { quickTrainings } from './helpers/quickTrainings.ts';
import { INPUTS, OUTPUT, productRows } from './helpers/sourceData.ts';
import { takesLong } from './helpers/specTags.ts';
import { curveSteps, figure, startRun } from './helpers/steps.ts';
import { kindling, startStudio, workerPids } from './helpers/studioProcess.ts';

test.beforeEach(({ home }) => {
  const file = join(home, '..', `rows-${process.pid}.csv`);
  writeFileSync(file, productRows(300).text);
  kindling(home, ['import', file]);
});

/** Enough that a run is killed twice before its end. */
const STEPS = 80;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Starts a run on the data set that is there and waits until it learns. A small one: a busy machine has to come to its end as well. */
async function train(page: Page, steps: number): Promise<void> {
  await page.getByRole('table').getByRole('link').first().click();
  const beforeStart = async () => {
    await page.getByRole('button', { name: 'Advanced settings' }).click();
    for (const [name, value] of Object.entries({ per_device_train_batch_size: 2, context_length: 128 }))
      await page.getByRole('textbox', { name, exact: true }).fill(String(value));
  };
  await startRun(page, { inputs: INPUTS, output: OUTPUT, steps, beforeStart });
  await expect.poll(() => curveSteps(page)).toBeGreaterThan(3);
}

const stepNow = async (page: Page) => Number(((await figure(page, 'Step').textContent()) ?? '').replaceAll(',', ''));

/** What is done with a run does not hang on what it learns; `main/host/runs/resume.test.ts` and `chaos` train really. */
const quick = test.extend(quickTrainings);

quick('a run is set aside, goes on, is stopped and trains longer', async ({ app }) => {
  await train(app, 5000);
  await button(app, 'Pause').click();
  await expect(app.getByText('Paused', { exact: true }).first()).toBeVisible();
  await expect(app.getByText(/^It resumes from step [\d,]+\. Nothing is lost\.$/)).toBeVisible();
  const paused = await stepNow(app);

  await button(app, 'Resume').click();
  await expect.poll(() => curveSteps(app)).toBeGreaterThan(paused);
  await button(app, 'Stop and keep the model').click();
  await expect(app.getByText(/It was stopped after [\d,]+ steps? in /)).toBeVisible();
  const stopped = await stepNow(app);

  // The card of the end offers it, too.
  await button(app, 'Train longer').first().click();
  const dialog = app.getByRole('dialog', { name: 'Train longer' });
  await dialog.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
  await dialog.getByRole('textbox', { name: 'How much longer' }).fill('30');
  await expect(dialog.getByText(new RegExp(`to ${(stopped + 30).toLocaleString('en')} steps in total`))).toBeVisible();
  await button(app, 'Continue training').click();
  await expect(app.getByText(/It trained [\d,]+ steps? in /)).toBeVisible();
  await expect(figure(app, 'Step')).toHaveText((stopped + 30).toLocaleString('en'));
  await expect(app.getByRole('row', { name: /^Extended/ })).toContainText('the learning rate schedule was recomputed');
});

/** The alert of a run that ended in the middle, and what it goes on from. */
async function expectInterrupted(page: Page, why: string | RegExp): Promise<void> {
  await expect(page.getByRole('alert').filter({ hasText: 'Interrupted' })).toContainText(why);
  await expect(page.getByText(/^It resumes from (step|the checkpoint of step) [\d,]+/)).toBeVisible();
}

// Signals of this kind are for systems that have them. One run for both deaths: each start of the engine takes seconds.
test(
  'a run outlives the death of its process, and of the studio, and learns to its end',
  takesLong,
  async ({ app, context, studio, home, problems }) => {
    test.skip(!studio || process.platform === 'win32', 'needs the process of the browser shell');
    // The open page tries to come back.
    problems.allow(/WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource/);
    await train(app, STEPS);

    await test.step('the process dies', async () => {
      const pids = workerPids(studio?.pid ?? -1, 'train');
      expect(pids).toHaveLength(1);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await expectInterrupted(app, 'signal SIGKILL');
      expect(await curveSteps(app), 'the curve so far is kept').toBeGreaterThan(0);
    });
    await test.step('it goes on in a process of its own, and the studio dies', async () => {
      const before = await curveSteps(app);
      await button(app, 'Resume').click();
      await expect.poll(() => curveSteps(app)).toBeGreaterThan(before);
      expect(await curveSteps(app), 'the studio dies in the middle').toBeLessThan(STEPS);
      await studio?.kill();
    });
    // Another studio, as the user would start it.
    const again = await startStudio(home);
    try {
      await app.close();
      const page = await context.newPage();
      await page.goto(again.url);
      await page.getByRole('link', { name: 'Train', exact: true }).click();
      await page.getByRole('table', { name: 'Your training runs' }).getByRole('link').first().click();
      await expectInterrupted(page, 'The studio was closed');
      await button(page, 'Resume').click();
      await expect(page.getByText(/It trained [\d,]+ steps? in /)).toBeVisible();
      expect(await curveSteps(page)).toBe(STEPS);
    } finally {
      await again.stop();
    }
  },
);
