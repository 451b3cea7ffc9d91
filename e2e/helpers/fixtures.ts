import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { electronBinary, launchElectron } from '../electron/launch.ts';
import { Kept } from './kept.ts';
import { type PageProblems, watchForProblems } from './pageProblems.ts';
import { type StudioProcess, startStudio } from './studioProcess.ts';

export { expect };

export interface ShellOptions {
  /** What the specs run in; set by the project. */
  shell: 'headless' | 'electron';
}

interface TestFixtures {
  home: string;
  /** The headless shell on the home of the test; `null` in the desktop application. */
  studio: StudioProcess | null;
  /** The desktop application on the home of the test; `null` in the headless shell. */
  application: ElectronApplication | null;
  /** A page of the studio, on its first screen. */
  app: Page;
  /** What a page must not do; that it did nothing of it is checked after each test. */
  problems: PageProblems;
  /** Chooses a file in whatever dialog `open` brings up. */
  chooseFile: (path: string, open: () => Promise<void>) => Promise<void>;
}

/** A test with a studio of its own on an empty home. */
export const test = base.extend<TestFixtures & ShellOptions, { kept: Kept }>({
  // The only one of a worker: see there.
  kept: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const kept = new Kept();
      await use(kept);
      await kept.close();
    },
    { scope: 'worker', timeout: 600_000 },
  ],

  shell: ['headless', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'kindling-e2e-'));
    await use(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },

  studio: async ({ shell, home }, use) => {
    if (shell === 'electron') return use(null);
    const studio = await startStudio(home);
    await use(studio);
    await studio.stop();
  },

  application: async ({ shell, home }, use) => {
    if (shell === 'headless') return use(null);
    const binary = electronBinary();
    if ('reason' in binary) throw new Error(binary.reason);
    const { application } = await launchElectron(binary.path, home);
    await use(application);
    await application.close();
  },

  page: async ({ application, page }, use) => use(application ? await application.firstWindow() : page),

  problems: async ({ page }, use) => {
    const problems = watchForProblems(page);
    await use(problems);
    expect(problems.found, 'what the page must not do').toEqual([]);
  },

  // The problems are watched for from before the first address on.
  app: async ({ studio, page, problems: _ }, use) => {
    if (studio) await page.goto(studio.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await use(page);
  },

  chooseFile: async ({ application, page }, use) =>
    use(async (path, open) => {
      if (application) {
        await application.evaluate(({ dialog }, chosen) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
        }, path);
        await open();
        return;
      }
      const chooser = page.waitForEvent('filechooser');
      await open();
      await (await chooser).setFiles(path);
    }),
});
