import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../shared/domain/runs/training.ts';
import { test as base } from './fixtures.ts';
import type { Made } from './kept.ts';
import { INPUTS, OUTPUT, productRows } from './sourceData.ts';
import { learning, storeRuns } from './storedRuns.ts';
import { kindling } from './studioProcess.ts';

const root = join(import.meta.dirname, '..', '..');
const CACHE = join(root, 'node_modules', '.cache', 'kindling-trained-home');

export interface TrainedHome {
  home: string;
  dataset: string;
  run: string;
  model: string;
  /** One more run with a curve, which was only written down; there is one that was set aside, too. */
  earlierRun: string;
}

/** A test whose studio has a data set, two finished runs and the model of one, all made once by the command line. */
export const test = base.extend<{ trained: TrainedHome }>({
  trained: async ({ kept }, use) => use(await kept.of(trainedHome, trainedHome)),
  home: async ({ trained }, use) => use(trained.home),
});

async function trainedHome(): Promise<Made<TrainedHome>> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-e2e-trained-'));
  const home = join(folder, 'home');
  return {
    value: { home, ...prepared(home, folder) },
    close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/**
 * The home as an earlier test run of the same program has made it, else made now. Training takes longer than all that is tested on the
 * home; a program that was built from other sources makes a home of its own, and the ones before it are removed.
 */
function prepared(home: string, folder: string): Omit<TrainedHome, 'home'> {
  const kept = join(CACHE, programDigest());
  const facts = join(kept, 'facts.json');
  if (!existsSync(facts)) {
    const made = train(home, folder);
    rmSync(CACHE, { recursive: true, force: true });
    const unfinished = `${kept}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    cpSync(home, join(unfinished, 'home'), { recursive: true, filter: (path) => !/owner\.|\.sock$/.test(path) });
    writeFileSync(join(unfinished, 'facts.json'), JSON.stringify(made));
    renameSync(unfinished, kept);
    return made;
  }
  cpSync(join(kept, 'home'), home, { recursive: true });
  return JSON.parse(readFileSync(facts, 'utf8'));
}

/** Of the built program, of this file, of the rows and of the engine that is asked for. */
function programDigest(): string {
  const hash = createHash('sha256').update(process.env.KINDLING_ENGINE ?? '');
  const program = join(root, 'dist', 'main');
  const files = readdirSync(program, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.mjs'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const file of [import.meta.filename, join(import.meta.dirname, 'sourceData.ts'), ...files])
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 32);
}

function train(home: string, folder: string): Omit<TrainedHome, 'home'> {
  const file = join(folder, 'products.csv');
  writeFileSync(file, productRows(300).text);
  const [imported] = kindling<{ dataset: { id: string } }>(home, ['import', file]);
  const dataset = imported?.dataset.id ?? '';
  const recipe = ['--recipe', 'complete', '--input', INPUTS.join(','), '--output', OUTPUT];
  const events = kindling<{ event: string; run: string; model: string }>(home, [
    ...['train', '--dataset', dataset, ...recipe],
    ...['--size', 'nano', '--steps', '10', '--context-length', '64', '--batch-size', '2'],
  ]);
  const done = events.find(({ event }) => event === 'done');
  if (!done) throw new Error('the run did not end');
  const earlierRun = 'earlier';
  storeRuns(home, [
    {
      run: {
        id: earlierRun,
        name: 'products · nano',
        tags: ['night'],
        settings: { ...defaultSettings('nano'), seed: 7 },
      },
      lossAt: learning(2.1),
      validationAt: learning(2.4, { swing: 0 }),
    },
    { run: { id: 'paused', name: 'products · small', state: 'paused', step: 3 } },
  ]);
  return { dataset, run: done.run, model: done.model, earlierRun };
}
