import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ALONE } from './aloneTests.ts';
import { FIRST_TESTS } from './firstTests.ts';
import { AGAIN, LONG } from './leftOut.ts';
import { memoryFolder } from './memoryFolder.ts';

/** Limits are for what hangs: a machine that does other things takes several times as long, and that is no fault. */
const HANGS_MS = 600_000;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = FIRST_TESTS.findIndex((file) => moduleId.endsWith(`/${file}`));
      return place === -1 ? FIRST_TESTS.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    setupFiles: ['main/setup/patientTests.ts'],
    env: memoryFolder(),
    // Native code is tested in processes of their own. Two cores are the smallest machine that the suite has to run on; the tests of
    // processes wait for most of their time, so that three keep them busy.
    pool: 'forks',
    maxWorkers: 3,
    tags: [
      { name: AGAIN, description: 'What another test shows already; left out by `npm test`' },
      { name: LONG, description: 'What takes long; left out by `npm test`' },
    ],
    sequence: { sequencer: LongestFirst },
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS / 2 } },
    // Playwright's are called *.spec.ts.
    projects: [
      // A process for each file takes a quarter of a second of the processor, an eighth of the whole (measured).
      {
        extends: true,
        test: { name: 'processes', include: ['{main,e2e}/**/*.test.{ts,tsx}'], exclude: [...ALONE], isolate: false },
      },
      { extends: true, test: { name: 'functions', include: ['{shared,renderer}/**/*.test.{ts,tsx}'], isolate: false } },
      { extends: true, test: { name: 'alone', include: [...ALONE] } },
    ],
  },
});
