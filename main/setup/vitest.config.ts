import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    // Playwright's are called *.spec.ts.
    include: ['{main,shared,renderer,e2e}/**/*.test.{ts,tsx}'],
    // Native code is tested in processes of their own; two suit the smallest machine that the suite has to run on.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
