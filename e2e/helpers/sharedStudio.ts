import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { test as base } from './fixtures.ts';
import type { Made } from './kept.ts';
import { type StudioProcess, startStudio } from './studioProcess.ts';

const VIEWPORT = { width: 1280, height: 800 };

interface SharedOptions {
  fill?: (home: string) => void;
  command?: readonly string[];
  context?: BrowserContextOptions;
}

interface Shared {
  home: string;
  studio: StudioProcess;
  page: Page;
}

async function share({ fill, command, context: options }: SharedOptions, browser: Browser): Promise<Made<Shared>> {
  const home = mkdtempSync(join(tmpdir(), 'kindling-e2e-shared-'));
  fill?.(home);
  const studio = await startStudio(home, command);
  const context = await browser.newContext({
    viewport: VIEWPORT,
    locale: 'en-US',
    serviceWorkers: 'block',
    ...options,
  });
  return {
    value: { home, studio, page: await context.newPage() },
    close: async () => {
      await context.close();
      await studio.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/**
 * A test that shares studio, home and browser with the others of its file: each loads the page anew, with nothing remembered in the
 * browser. A studio and a browser that has read no script yet take two seconds of the processor a test. `fill` writes the home first;
 * `command` is the studio where it is not the built one. For tests that only look, or leave behind what none after them meets.
 */
export function testOnShared(options: SharedOptions = {}) {
  // Two files may have the same options in one worker, and what one has ended or changed is not the other's.
  const keys = new Map<string, object>();
  const keyOf = (file: string): object => {
    const key = keys.get(file) ?? {};
    keys.set(file, key);
    return key;
  };
  return base.extend<{ shared: Shared }>({
    shared: async ({ kept, browser }, use, { file }) => use(await kept.of(keyOf(file), () => share(options, browser))),
    home: async ({ shared }, use) => use(shared.home),
    studio: async ({ shared }, use) => use(shared.studio),
    page: async ({ shared: { page } }, use) => {
      await use(page);
      await page.evaluate(() => localStorage.clear());
      await page.emulateMedia({ colorScheme: null });
      await page.setViewportSize(VIEWPORT);
      // Who watched the page for the test that has ended.
      page.removeAllListeners();
      await page.goto('about:blank');
    },
  });
}
