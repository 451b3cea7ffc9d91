import { defineConfig } from '@playwright/test';
import { electronBinary } from './electron/launch.ts';
import type { ShellOptions } from './helpers/fixtures.ts';

const executablePath = process.env.KINDLING_CHROMIUM;
const electronIsThere = 'path' in electronBinary();
const screenshots = process.env.KINDLING_SCREENSHOTS !== undefined;

/**
 * Chromium against the headless shell, and the main job once more in Electron where its binary is there. `npm test` finds
 * the browser and names it in KINDLING_CHROMIUM. KINDLING_SCREENSHOTS=DIR takes the README's pictures instead.
 */
export default defineConfig<ShellOptions>({
  testDir: '.',
  outputDir: '../test-results',
  // Specs train models: side by side they would take each other's cores and time limits.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  use: {
    locale: 'en-US',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        // As root, in a container, Chromium has no sandbox to use; what it opens is our own page.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: screenshots
    ? [{ name: 'screenshots', testMatch: 'screenshots.spec.ts' }]
    : [
        {
          name: 'chromium',
          testMatch: [
            'main-job.spec.ts',
            'dashboard.spec.ts',
            'longRun.spec.ts',
            'errors.spec.ts',
            'accessibility.spec.ts',
          ],
        },
        {
          name: 'electron',
          testMatch: electronIsThere ? 'main-job.spec.ts' : 'electron/missing.spec.ts',
          use: { shell: 'electron' },
        },
      ],
});
