import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { test as base, expect } from './helpers/fixtures.ts';
import { shownAgain } from './helpers/specTags.ts';
import { curveSteps } from './helpers/steps.ts';
import { startStudio } from './helpers/studioProcess.ts';

/** What a machine does besides counts in every time: it is measured in the long form, where nothing else runs. */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
/** Writing a million down takes longer than all that is looked at; what is drawn of a fifth of them is drawn in the same way. */
const STEPS = LONG ? 1_000_000 : 200_000;
const MANY = STEPS.toLocaleString('en');
const SECONDS = 60;
const OPEN_LIMIT_MS = 1000;
const TASK_LIMIT_MS = 100;
/** What a redraw costs at first, before the browser has compiled it, is a part of opening. */
const SETTLE_MS = 2000;

/** A studio in which a run has come to many steps and goes on, ten a second. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'kindling-e2e-long-'));
    await use(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  studio: async ({ home }, use) => {
    const studio = await startStudio(home, [
      join(import.meta.dirname, 'helpers', 'scriptedStudio.ts'),
      `--steps=${STEPS}`,
    ]);
    await use(studio);
    await studio.stop();
  },
});
test.use({ viewport: { width: 1280, height: 800 } });

async function openLive(app: Page): Promise<number> {
  await app.getByRole('link', { name: 'Train', exact: true }).click();
  const link = app.getByRole('table').getByRole('link', { name: 'live' });
  await expect(link).toBeVisible();
  const opened = timeFromClickToCurve(app);
  await link.click();
  return opened;
}

/** Points of every line that is drawn, by the commands of its path. */
const drawnPoints = (page: Page) =>
  page
    .locator('path.recharts-curve')
    .evaluateAll((paths) => paths.map((path) => (path.getAttribute('d') ?? '').match(/[ML]/gi)?.length ?? 0));

test(`a run of ${MANY} steps is drawn from few points, and goes on`, shownAgain, async ({ app }) => {
  await openLive(app);
  const steps = await curveSteps(app);
  expect(steps).toBeGreaterThan(STEPS);
  const points = await drawnPoints(app);
  expect(points.length).toBeGreaterThan(0);
  expect(Math.max(...points)).toBeLessThanOrEqual(500);
  await expect.poll(() => curveSteps(app), 'it goes on').toBeGreaterThan(steps + 10);
  // What is out of view is not drawn anew.
  await app.getByRole('heading', { name: 'Memory', exact: true }).scrollIntoViewIfNeeded();
  await expect(app.getByRole('img', { name: /^Memory up to step/ })).toBeVisible();
  expect(Math.max(...(await drawnPoints(app)))).toBeLessThanOrEqual(500);
});

test(`a run of ${MANY} steps opens at once and stays smooth while it goes on`, async ({ app }, { annotations }) => {
  test.skip(!LONG, 'KINDLING_LONG_TESTS measures it');
  await watchTasks(app);
  const openMs = await openLive(app);
  const steps = await curveSteps(app);
  await app.waitForTimeout(SETTLE_MS);

  await takeTasks(app);
  await app.waitForTimeout(SECONDS * 500);
  const atTop = await takeTasks(app);
  expect(await curveSteps(app), 'it goes on').toBeGreaterThan(steps + SECONDS * 2);
  await app.getByRole('heading', { name: 'Memory', exact: true }).scrollIntoViewIfNeeded();
  await expect(app.getByRole('img', { name: /^Memory up to step/ })).toBeVisible();
  await app.waitForTimeout(SETTLE_MS);
  await takeTasks(app);
  await app.waitForTimeout(SECONDS * 500);
  const atBottom = await takeTasks(app);

  const longest = Math.max(0, ...atTop, ...atBottom);
  annotations.push({
    type: 'measured',
    description: `opened in ${Math.round(openMs)} ms, longest task ${longest} ms in ${SECONDS} s`,
  });
  console.error(
    `opened in ${Math.round(openMs)} ms; tasks above 50 ms in ${SECONDS} s: top ${atTop}, bottom ${atBottom}`,
  );
  expect(openMs).toBeLessThan(OPEN_LIMIT_MS);
  expect(longest).toBeLessThanOrEqual(TASK_LIMIT_MS);
});

/** Milliseconds from the next click to the frame in which a loss curve is drawn, by the page's own clock. */
function timeFromClickToCurve(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const onClick = () => {
          const start = performance.now();
          const look = () => {
            if (document.querySelector('.line-raw path'))
              requestAnimationFrame(() => resolve(performance.now() - start));
            else requestAnimationFrame(look);
          };
          look();
        };
        document.addEventListener('click', onClick, { capture: true, once: true });
      }),
  );
}

/** Notes every task of the page that takes more than 50 ms. */
function watchTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const durations: number[] = [];
    new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    Object.assign(window, { takeTasks: () => durations.splice(0).map(Math.round) });
  });
}

const takeTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { takeTasks: () => number[] }).takeTasks());
