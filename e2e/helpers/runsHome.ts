import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from './fixtures.ts';
import { type StoredRun, storeRuns } from './storedRuns.ts';

/** A test whose studio opens on a home with these runs, the last one the newest. */
export const testWithRuns = (runs: readonly StoredRun[]) =>
  base.extend({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    home: async ({}, use) => {
      const home = mkdtempSync(join(tmpdir(), 'kindling-e2e-runs-'));
      storeRuns(home, runs);
      await use(home);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  });
