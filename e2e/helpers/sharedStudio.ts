import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { test as base } from './fixtures.ts';
import { type StudioProcess, startStudio } from './studioProcess.ts';

const VIEWPORT = { width: 1280, height: 800 };

interface SharedOptions {
  fill?: (home: string) => void;
  command?: readonly string[];
  context?: BrowserContextOptions;
}

interface Shared {
  sharedHome: string;
  sharedStudio: StudioProcess;
  sharedPage: Page;
}

/**
 * A test that shares studio, home and browser with the others of its file: each loads the page anew, with nothing remembered in the
 * browser. A studio and a browser that has read no script yet take two seconds of the processor a test. `fill` writes the home first;
 * `command` is the studio where it is not the built one. For tests that only look, or leave behind what none after them meets.
 */
export const testOnShared = ({ fill, command, context: options }: SharedOptions = {}) =>
  base.extend<object, Shared>({
    sharedHome: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
      async ({}, use) => {
        const home = mkdtempSync(join(tmpdir(), 'kindling-e2e-shared-'));
        fill?.(home);
        await use(home);
        rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      },
      { scope: 'worker', timeout: 600_000 },
    ],
    sharedStudio: [
      async ({ sharedHome }, use) => {
        const studio = await startStudio(sharedHome, command);
        await use(studio);
        await studio.stop();
      },
      { scope: 'worker', timeout: 600_000 },
    ],
    sharedPage: [
      async ({ browser }, use) => {
        const context = await browser.newContext({
          viewport: VIEWPORT,
          locale: 'en-US',
          serviceWorkers: 'block',
          ...options,
        });
        await use(await context.newPage());
        await context.close();
      },
      { scope: 'worker' },
    ],
    home: async ({ sharedHome }, use) => use(sharedHome),
    studio: async ({ sharedStudio }, use) => use(sharedStudio),
    page: async ({ sharedPage }, use) => {
      await use(sharedPage);
      await sharedPage.evaluate(() => localStorage.clear());
      await sharedPage.emulateMedia({ colorScheme: null });
      await sharedPage.setViewportSize(VIEWPORT);
      // Who watched the page for the test that has ended.
      sharedPage.removeAllListeners();
      await sharedPage.goto('about:blank');
    },
  });
