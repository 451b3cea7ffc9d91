import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { takesLong } from '../../main/setup/leftOut.ts';
import { quickEngine } from '../helpers/quickEngine.ts';
import { bases } from './bases.ts';
import { damage } from './damage.ts';
import { disk } from './disk.ts';
import { kills } from './kills.ts';
import { outcomeOf } from './outcomeOf.ts';
import { makeReference, type Reference } from './reference.ts';
import { starts } from './starts.ts';

/**
 * Short forms of `npm run chaos`, on a run that WASM gets through as well. That TensorFlow's programs go on bit by bit from what is read of
 * them is tested in `compiler.test.ts`.
 */
const root = join(import.meta.dirname, '..', '..');
const SEED = 20;
const ROWS = 100;
const SHAPE = { steps: 12, saveSteps: 3, evalSteps: 12, options: ['--context-length', '32', '--batch-size', '4'] };
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
const quiet = () => {};

let trained: Promise<Reference> | undefined;
const referenceRun = () => {
  build();
  trained ??= makeReference(ROWS, SHAPE);
  return trained;
};

beforeAll(() => {
  if (!LONG) vi.stubEnv('KINDLING_ENGINE', quickEngine());
});

let isBuilt = false;
/** Processes are of what was built; damaging files needs none. */
function build(): void {
  if (isBuilt) return;
  execFileSync(process.execPath, [join(root, 'main', 'setup', 'run.mjs'), 'build'], { cwd: root, stdio: 'ignore' });
  isBuilt = true;
}

afterAll(() => {
  vi.unstubAllEnvs();
});

// Windows has no process groups to send a signal to.
test.skipIf(process.platform === 'win32')(
  'a run that is killed again and again is bit by bit the run that was not',
  takesLong,
  async (context) => {
    const given = { rows: ROWS, shape: SHAPE, reference: await referenceRun() };
    const count = LONG ? 4 : 2;
    const options = { ...given, seed: SEED, kills: count, killsPerRun: count, studioShare: LONG ? 0.25 : 0.5 };
    const figures = await outcomeOf(context, (findings) => kills(options, findings, quiet));
    expect(figures).toMatchObject({ kills: count, 'losses that differ': 0 });
    expect(figures['killed: worker']).toBeGreaterThan(0);
  },
);

// Each start of the engine takes seconds, and `tunedTraining.test.ts` goes on from a snapshot each time.
test.skipIf(process.platform === 'win32' || !LONG)(
  'a model of others whose tuning is killed learns bit by bit what it would have',
  async (context) => {
    build();
    const options = { rows: ROWS, shape: SHAPE, tuned: true, seed: SEED, kills: 3, killsPerRun: 3, studioShare: 0.3 };
    const figures = await outcomeOf(context, (findings) => kills(options, findings, quiet));
    expect(figures).toMatchObject({ kills: 3, 'losses that differ': 0 });
  },
);

test.skipIf(process.platform === 'win32' || !LONG)(
  'a model of others that goes, changes, or is read when the studio is killed costs nothing that was trained',
  async (context) => {
    build();
    const options = { rows: ROWS, shape: SHAPE, seed: SEED, kills: 3 };
    const figures = await outcomeOf(context, (findings) => bases(options, findings, quiet));
    expect(figures.refused).toBe(2);
  },
);

test('a damaged checkpoint is never loaded', async (context) => {
  const figures = await outcomeOf(context, (findings) => damage({ seed: SEED, damages: 30 }, findings));
  expect(figures.damages).toBe(30);
});

test('a run whose disk gets full goes on when there is room', { tags: 'again' }, async (context) => {
  const given = { rows: ROWS, shape: SHAPE, reference: await referenceRun() };
  const options = { ...given, leave: [0], studio: false };
  const figures = await outcomeOf(context, (findings) => disk(options, findings, quiet));
  expect(figures['times that the disk ran full']).toBe(1);
});

test('of two studios that are started at once, one owns the home', takesLong, async (context) => {
  build();
  const figures = await outcomeOf(context, (findings) => starts({ rounds: LONG ? 3 : 1 }, findings, quiet));
  expect(figures['pairs of starts']).toBe(LONG ? 3 : 1);
});
