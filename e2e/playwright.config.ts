import { defineConfig } from '@playwright/test';
import { electronBinary } from './electron/launch.ts';
import type { ShellOptions } from './helpers/fixtures.ts';

const executablePath = process.env.KINDLING_CHROMIUM;
const electronIsThere = 'path' in electronBinary();
const screenshots = process.env.KINDLING_SCREENSHOTS !== undefined;

/** Specs that take the cores for most of their time, one after the other, and what would be left alone at the end. */
const TRAINING = ['continuity', 'main-job', 'preflight', 'split'].map((name) => `${name}.spec.ts`);
/** Begun first of what clicks, or two cores wait for them in the end. */
const LONGEST = ['tasks', 'server', 'accessibility', 'doctor'].map((name) => `${name}.spec.ts`);
/** For what trains: the first step comes once the engine has been loaded and the step recorded, for which a busy machine takes minutes. */
const PATIENT = { timeout: 1_800_000, expect: { timeout: 600_000 }, use: { actionTimeout: 600_000 } };
/** Whoever runs some tests waits for what fails; in the whole suite nobody does, and its machine may do much else. */
const LIMITS =
  process.env.KINDLING_WHOLE_SUITE === undefined
    ? { timeout: 600_000, expect: { timeout: 180_000 }, use: { actionTimeout: 180_000 } }
    : PATIENT;
/** In the long form it measures what the page takes: nothing else runs meanwhile. */
const MEASURED = process.env.KINDLING_LONG_TESTS === undefined ? [] : ['longRun.spec.ts'];
const ELECTRON = {
  name: 'electron',
  testMatch: 'main-job.spec.ts',
  dependencies: MEASURED.length > 0 ? ['measured'] : ['training', 'longest', 'interface'],
  timeout: PATIENT.timeout,
  expect: PATIENT.expect,
  use: { ...PATIENT.use, shell: 'electron' as const },
};

/**
 * Chromium against the headless shell, and the main job once more in Electron where its binary is there. `npm test` finds
 * the browser and names it in KINDLING_CHROMIUM. KINDLING_SCREENSHOTS=DIR takes the README's pictures instead.
 */
export default defineConfig<ShellOptions>({
  testDir: '.',
  outputDir: '../test-results',
  // One that trains beside two that click, which wait for about half of their time.
  workers: 3,
  // Limits are for what hangs: a machine that does other things takes several times as long, and that is no fault.
  timeout: LIMITS.timeout,
  expect: LIMITS.expect,
  forbidOnly: process.env.CI !== undefined,
  use: {
    locale: 'en-US',
    // It would copy all of the page at each first visit, for two thirds of a second of the processor. Tests of the copy say `allow`.
    serviceWorkers: 'block',
    // A trace takes a fifth of the whole suite; what failed is run again with one.
    trace: process.env.KINDLING_TRACE === undefined ? 'off' : 'retain-on-failure',
    ...LIMITS.use,
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
        // A page lives for seconds: the slower of its compilers for speed takes more than it saves. The long form measures pages.
        ...(MEASURED.length > 0 ? [] : ['--js-flags=--no-opt']),
      ],
    },
  },
  projects: screenshots
    ? [{ name: 'screenshots', testMatch: 'screenshots.spec.ts' }]
    : [
        { name: 'training', testMatch: TRAINING, workers: 1, ...PATIENT },
        { name: 'longest', testMatch: LONGEST, workers: 2 },
        {
          name: 'interface',
          testMatch: '*.spec.ts',
          testIgnore: [
            ...[...TRAINING, ...LONGEST, ...MEASURED, 'screenshots.spec.ts'],
            // Where it is missing, its spec says so among these: a project of its own would be one more process.
            ...(electronIsThere ? ['electron/**'] : []),
          ],
          workers: 2,
        },
        ...(MEASURED.length > 0
          ? [{ name: 'measured', testMatch: MEASURED, dependencies: ['training', 'longest', 'interface'], workers: 1 }]
          : []),
        ...(electronIsThere ? [ELECTRON] : []),
      ],
});
