import type { Page } from '@playwright/test';
import { expect } from './helpers/fixtures.ts';
import { test } from './helpers/importedHome.ts';
import { takesLong } from './helpers/specTags.ts';
import { workerPids } from './helpers/studioProcess.ts';

const card = (page: Page) => page.getByRole('region', { name: 'Time and memory' });
const trainButton = (page: Page) => page.getByRole('button', { name: 'Train', exact: true });

async function openForm(page: Page, size = 'Nano'): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('link', { name: 'New training run' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New training run' })).toBeVisible();
  await page.getByRole('radio', { name: new RegExp(`^${size}`) }).click();
}

async function fillSettings(page: Page, settings: Record<string, number>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await page.getByRole('textbox', { name, exact: true }).fill(String(value));
  }
}

/** A run of the smallest model, of which nothing was measured before: its texts are of another length than any other's. */
async function openNewForm(page: Page, contextLength: number): Promise<void> {
  await openForm(page);
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await fillSettings(page, { context_length: contextLength, per_device_train_batch_size: 2 });
}

/** What is told without these words on its way was worked out of what is known. */
const MEASURING = 'Measuring a few steps';

const STEP_TIME = /One step takes about \d+ \S+ here\./;

/** What the card said from now on until it says `text`. */
async function saidUntil(page: Page, act: () => Promise<void>, text: RegExp | string): Promise<string[]> {
  const said = await card(page).evaluateHandle((element) => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(element.textContent ?? '')).observe(element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return texts;
  });
  await act();
  await expect(card(page)).toContainText(text);
  return said.jsonValue();
}

test('the form tells what a run takes, and that follows its answers', takesLong, async ({ app }) => {
  await openNewForm(app, 64);
  await expect(card(app)).toContainText(MEASURING);
  await expect(trainButton(app), 'nobody has to wait for it').toBeEnabled();
  await expect(card(app)).toContainText(/About [\d,]+ steps? in \d+ (min|hr)/);
  await expect(card(app)).toContainText(STEP_TIME);
  const nano = STEP_TIME.exec((await card(app).textContent()) ?? '')?.[0] ?? 'no time';
  await expect(card(app)).toContainText(/Memory\s*about [\d.]+ [MG]B of [\d.]+ [GT]B free/);
  await expect(card(app)).toContainText(/Disk\s*about [\d.]+ MB of [\d.]+ [GT]B free/);

  await test.step('the budget needs no new measurement', async () => {
    const steps = () => app.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
    const said = await saidUntil(app, steps, /About \d+ \S+.* for 1,000 steps/);
    expect(said.join('\n')).toContain('1,000 steps');
    expect(said.join('\n')).not.toContain(MEASURING);
  });

  await test.step('texts of another length do', async () => {
    await fillSettings(app, { context_length: 48 });
    await expect(card(app)).toContainText(MEASURING);
    await expect(card(app)).toContainText('for 1,000 steps');
    await expect(card(app)).not.toContainText(MEASURING);
  });

  await test.step('what was measured once is known', async () => {
    await fillSettings(app, { context_length: 64 });
    // Another measurement would hardly give the same.
    await expect(card(app)).toContainText(nano);
    await expect(card(app)).toContainText('for 1,000 steps');
  });
});

test('what cannot fit is refused, and what is offered instead can be trained', async ({ app }) => {
  await openForm(app, 'Base');
  await app.getByRole('button', { name: 'Advanced settings' }).click();
  await fillSettings(app, { per_device_train_batch_size: 1024, context_length: 4096 });
  await expect(card(app)).toContainText('There is too little memory for this');
  await expect(card(app)).toContainText(/Memory\s*at least [\d.]+ TB of/);
  await expect(trainButton(app)).toBeDisabled();
  await expect(app.getByText('There is too little memory for this')).toHaveCount(2);

  await app.getByRole('button', { name: /^Use .* instead$/ }).click();
  await expect(trainButton(app)).toBeEnabled();
  const batch = Number(await app.getByRole('textbox', { name: 'per_device_train_batch_size' }).inputValue());
  const batches = Number(await app.getByRole('textbox', { name: 'gradient_accumulation_steps' }).inputValue());
  expect(batch).toBeLessThan(1024);
  expect([1, 8, 16, 1024], 'the same step, or a preset').toContain(batch * batches);
  await expect(card(app)).not.toContainText('There is too little');
});

test('Train ends the measurement, and the run goes', takesLong, async ({ app, studio }) => {
  await openNewForm(app, 96);
  if (studio) await expect.poll(() => workerPids(studio.pid, 'train').length).toBe(1);
  const [trial] = studio ? workerPids(studio.pid, 'train') : [];
  await app.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
  await app.getByRole('textbox', { name: 'Steps', exact: true }).fill('2');
  await trainButton(app).click();
  await expect(app).toHaveURL(/#\/runs\//);
  if (studio) expect(workerPids(studio.pid, 'train')).not.toContain(trial);
  await expect(app.getByText(/It trained [\d,]+ steps? in /)).toBeVisible();
});

test(
  'a measurement that fails is told, can be tried again, and keeps nobody from training',
  takesLong,
  async ({ app, studio }) => {
    test.skip(!studio, 'the processes of the desktop application are not known to the test');
    await openNewForm(app, 80);
    const pids = () => workerPids(studio?.pid ?? 0, 'train');
    // The first one may be of what the form said before, and give way to the next.
    await expect(async () => {
      for (const pid of pids()) process.kill(pid, 'SIGKILL');
      await expect(
        app.getByText(/^(A few steps could not be tried|The steps could not be measured)/).first(),
      ).toBeVisible({
        timeout: 2000,
      });
    }).toPass();
    await expect(trainButton(app)).toBeEnabled();
    await app.getByRole('button', { name: 'Try again' }).click();
    await expect(card(app)).toContainText('One step takes about');
  },
);
