import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { openStores } from '../main/db/stores.ts';
import { WASM } from '../main/host/testing/studio.ts';
import { llamaConfig, llamaPreset } from '../shared/domain/architectures/llama.ts';
import { TrainedModel } from '../shared/domain/models/trainedModel.ts';
import { expect, test } from './helpers/fixtures.ts';
import { shownAgainBut, takesLong } from './helpers/specTags.ts';
import { learning, storeRuns } from './helpers/storedRuns.ts';
import { type StudioProcess, startStudio } from './helpers/studioProcess.ts';

test.use({ serviceWorkers: 'allow' });
test.skip(({ shell }) => shell === 'electron', 'the desktop application and its page are one program');

/** Starts a studio in which a run trains, with a data set, other runs and a model; a script trains, so that it takes no time. */
async function startBusy(home: string): Promise<StudioProcess> {
  mkdirSync(home);
  storeRuns(home, [
    { run: { id: 'earlier', name: 'earlier', step: 100 }, lossAt: learning(2.1), validationAt: learning(2.4) },
    { run: { id: 'later', name: 'later', step: 100 }, lossAt: learning(2), validationAt: learning(2.3) },
  ]);
  putModel(home);
  return startStudio(home, [join(import.meta.dirname, 'helpers', 'scriptedStudio.ts'), '--steps=200']);
}

function putModel(home: string): void {
  const stores = openStores(join(home, 'kindling.db'));
  const run = stores.runs.get('later');
  const model = {
    ...{ id: 'model', name: 'a model', runId: run.id, datasetId: run.datasetId, datasetName: run.datasetName },
    ...{
      recipe: run.recipe,
      size: run.size,
      config: llamaConfig(llamaPreset('nano'), 256),
      parameters: 950_000,
      steps: 100,
    },
    ...{ lastLoss: 2, validationLoss: 2.3, engine: WASM, createdAt: new Date().toISOString() },
  };
  stores.models.put(TrainedModel.parse(model));
  stores.close();
}

/** Every kind of page in the long form. */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
/** Places of the addresses in the short form: the form, runs and one that trains; rows, their doctor and a run that has ended. */
const OPENED = { SIGKILL: [3, 4, 5], SIGINT: [1, 2, 5, 6] } as const;

function addresses(home: string): string[] {
  const stores = openStores(join(home, 'kindling.db'));
  const dataset = stores.datasets.list()[0]?.id ?? '';
  const live = stores.runs.list().find(({ name }) => name === 'live')?.id ?? '';
  stores.close();
  return [
    ...['datasets', `datasets/${dataset}`, `datasets/${dataset}?tab=doctor`, `train/new?dataset=${dataset}`],
    ...['runs', `runs/${live}`, 'runs/earlier', 'runs/compare?ids=earlier,later'],
    ...['models', 'models/model', 'playground', 'settings'],
  ];
}

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-e2e-killed-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

/** One that is frozen never answers; a busy machine may take its time. */
const FROZEN_MS = 60_000;

/** Whether the page does what it is asked to. */
async function answers(page: Page): Promise<void> {
  const answer = await Promise.race([
    page.evaluate(() => new Promise<string>((resolve) => setTimeout(() => resolve('alive'), 0))),
    new Promise<string>((resolve) => setTimeout(() => resolve('frozen'), FROZEN_MS)),
  ]);
  expect(answer, page.url()).toBe('alive');
}

const banner = (page: Page) => page.getByText('The connection to the studio was lost. Trying again…');

/** Until the browser has its copy of the page, and the page all of its parts. */
async function isKept(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

async function openAll(context: BrowserContext, studio: StudioProcess, addresses: string[]): Promise<Page[]> {
  const first = await context.newPage();
  await first.goto(studio.url);
  await expect(first.getByRole('heading', { level: 1 })).toBeVisible();
  await isKept(first);
  const { origin } = new URL(studio.url);
  const others: Page[] = [];
  for (const address of addresses) {
    const page = await context.newPage();
    // Without a code: the first page hands over its key.
    await page.goto(`${origin}/#/${address}`);
    others.push(page);
  }
  for (const page of others) await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return [first, ...others];
}

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  test(
    `every page outlives a studio that ends by ${signal}, says so, and goes on with the next one`,
    shownAgainBut('SIGKILL')(signal),
    async ({ context }) => {
      const home = join(folder, 'home');
      let studio = await startBusy(home);
      try {
        const opened: readonly number[] = OPENED[signal];
        const pages = await openAll(
          context,
          studio,
          addresses(home).filter((_, place) => LONG || opened.includes(place)),
        );
        if (signal === 'SIGKILL') await studio.kill();
        else await studio.stop();

        for (const page of pages) {
          await expect(banner(page)).toBeVisible();
          await answers(page);
          await expect(page.getByText(/^Training goes on/)).toHaveCount(0);
          await expect(page.getByText('cannot be told from here')).toBeVisible();
        }
        const [first, page = first] = pages;
        if (!first || !page) throw new Error('no page');

        // Other pages open, though their code was never needed before.
        for (const name of ['Train', 'Models', 'Playground', 'Settings', 'Data sets']) {
          await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await expect(page.getByText(/preload|This page could not be shown/)).toHaveCount(0);
        }

        await first.reload();
        await expect(first.getByRole('heading', { level: 1, name: 'The studio is not running' })).toBeVisible();

        studio = await startStudio(home);
        for (const one of pages) {
          await expect(banner(one)).toBeHidden();
          await expect(one.getByRole('heading', { level: 1, name: 'The studio is not running' })).toHaveCount(0);
        }
        await first.reload();
        await expect(first.getByRole('link', { name: 'lamps' }).first()).toBeVisible();
        expect(new URL(first.url()).search, 'no code stays in the address').toBe('');
      } finally {
        await studio.kill();
      }
    },
  );
}

test(
  'an address opens one browser once, and a page without a key says how to come in',
  takesLong,
  async ({ browser }) => {
    const home = join(folder, 'home');
    const studio = await startBusy(home);
    const [owner, stranger] = await Promise.all([browser.newContext(), browser.newContext({ locale: 'zh-CN' })]);
    try {
      const page = await owner.newPage();
      await page.goto(studio.url);
      const lamps = page.getByRole('link', { name: 'lamps' }).first();
      await expect(lamps).toBeVisible();
      await page.reload();
      await expect(lamps).toBeVisible();
      await page.goto(studio.url);
      await expect(lamps).toBeVisible();

      const other = await stranger.newPage();
      await other.goto(studio.url);
      await expect(other.getByRole('heading', { level: 1, name: '此页面没有 Kindling 的密钥' })).toBeVisible();
      await expect(other.getByText('kindling -- open')).toBeVisible();
      await expect(other.getByText('lamps')).toHaveCount(0);
    } finally {
      await Promise.all([owner.close(), stranger.close()]);
      await studio.kill();
    }
  },
);

test('another server on this machine gets nothing from a browser that has the studio open', async ({ context }) => {
  const home = join(folder, 'home');
  const studio = await startBusy(home);
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}`);
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>other</title><h1>Another server</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const page = await context.newPage();
    await page.goto(studio.url);
    await expect(page.getByRole('link', { name: 'lamps' }).first()).toBeVisible();
    const key = await page.evaluate(() => sessionStorage.getItem('kindling.key'));
    const { origin, searchParams } = new URL(studio.url);

    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await expect(page.getByRole('heading', { name: 'Another server' })).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    expect(
      await page.evaluate(() =>
        JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, document.referrer]),
      ),
    ).toBe('[{},{},"",""]');
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.join('\n')).not.toContain(key ?? 'no key');
    expect(heard.join('\n')).not.toContain(searchParams.get('code') ?? 'no code');
    // From there the studio is out of reach: by requests, and by sockets.
    const reached = await page.evaluate(async (studioOrigin) => {
      const read = await fetch(`${studioOrigin}/`).then(
        () => 'read',
        () => 'refused',
      );
      const socket = await new Promise<string>((resolve) => {
        const opened = new WebSocket(`${studioOrigin.replace('http', 'ws')}/ws`, ['kindling']);
        opened.onopen = () => resolve('open');
        opened.onerror = () => resolve('refused');
      });
      return [read, socket];
    }, origin);
    expect(reached).toEqual(['refused', 'refused']);
  } finally {
    server.close();
    server.closeAllConnections();
    await studio.kill();
  }
});
