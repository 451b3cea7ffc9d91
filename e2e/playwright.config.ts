import { defineConfig } from '@playwright/test';

const executablePath = process.env.KINDLING_CHROMIUM;

/** Chromium against the headless shell. `npm test` finds the browser and names it in KINDLING_CHROMIUM. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  // Specs train models: side by side they would take each other's cores and time limits.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
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
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
