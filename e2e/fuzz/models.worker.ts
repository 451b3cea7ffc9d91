import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakRssBytes } from '../../main/workers/process/peakRss.ts';
import { checkModel } from './checkModel.ts';
import { type FuzzedModel, writeModelMutant } from './modelMutants.ts';
import { RESTART } from './watched.ts';

/** One process that loads malformed models, one after the other, and says how each ended. A death of it is found by its parent. */
const [kind = 'config', from = '0', to = '0'] = process.argv.slice(2);
/** Seconds of computing that a small model may take. A busy machine makes it wait longer, which is no fault of it. */
const MOST_SECONDS = 5;
const MOST_RSS_MB = 1024;

const home = mkdtempSync(join(tmpdir(), 'kindling-fuzz-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
process.once('disconnect', () => process.exit(1));

const rssMb = () => Math.round(peakRssBytes() / 2 ** 20);
let slowest = 0;

async function check(seed: number) {
  const path = writeModelMutant(join(home, 'mutant'), kind as FuzzedModel, seed);
  const before = process.cpuUsage();
  const loaded = await checkModel(path);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  slowest = Math.max(slowest, seconds);
  if (seconds > MOST_SECONDS) throw new Error(`it takes ${seconds.toFixed(1)} s`);
  return loaded;
}

for (let seed = Number(from); seed < Number(to); seed++) {
  process.send?.({ seed, started: true });
  try {
    const loaded = await check(seed);
    if (rssMb() > MOST_RSS_MB) throw new Error(`it takes ${rssMb()} MB`);
    process.send?.({ seed, result: loaded });
  } catch (error) {
    process.send?.({ seed, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    // Its peak would be said of all that follow.
    if (rssMb() > MOST_RSS_MB) process.exit(RESTART);
  }
}
process.send?.({ rssMb: rssMb(), slowest }, () => process.exit(0));
