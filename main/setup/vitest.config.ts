import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Limits are for what hangs: a machine that does other things takes several times as long, and that is no fault. */
const HANGS_MS = 600_000;

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    // Playwright's are called *.spec.ts.
    include: ['{main,shared,renderer,e2e}/**/*.test.{ts,tsx}'],
    setupFiles: ['main/setup/patientTests.ts'],
    // Native code is tested in processes of their own; two suit the smallest machine that the suite has to run on.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS / 2 } },
  },
});
