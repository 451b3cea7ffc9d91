import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakRssBytes } from '../../main/workers/process/peakRss.ts';
import { checkImport } from './checkImport.ts';
import { type FuzzedFormat, mutant } from './mutants.ts';

/** One process that imports malformed files, one after the other, and says how each ended. A death of it is found by its parent. */
const [format = 'csv', from = '0', to = '0'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'kindling-fuzz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('disconnect', () => process.exit(1));

for (let seed = Number(from); seed < Number(to); seed++) {
  process.send?.({ seed, started: true });
  try {
    const result = await checkImport(folder, `in.${format}`, mutant(format as FuzzedFormat, seed));
    process.send?.({ seed, result });
  } catch (error) {
    process.send?.({ seed, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
process.send?.({ rssMb: Math.round(peakRssBytes() / 2 ** 20) }, () => process.exit(0));
