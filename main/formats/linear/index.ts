import { existsSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Comparison, Format } from '../format.ts';
import { RECIPE_FILE } from '../huggingface/recipeFile.ts';
import { WEIGHTS_FILE } from '../huggingface/weightFiles.ts';
import { readThresholds, THRESHOLDS_FILE } from '../thresholds.ts';
import { linearCard } from './linearCard.ts';
import { BASELINE_FILE, readBaseline } from './linearFiles.ts';
import { PROGRAM, PROGRAM_FILE } from './program.ts';

const CARD_FILE = 'README.md';
/** As the library keeps them. */
const FILES = [BASELINE_FILE, WEIGHTS_FILE, RECIPE_FILE, THRESHOLDS_FILE];

/** A baseline's own files, with a program that uses them. */
export const linear: Format<'linear'> = {
  async *write({ model, run, folder: source }, { card }, folder) {
    const kept = FILES.filter((file) => existsSync(join(source, file)) || file !== THRESHOLDS_FILE);
    const total = kept.length + 1 + (card ? 1 : 0);
    for (const [done, file] of kept.entries()) {
      yield { done, total };
      await copyFile(join(source, file), join(folder, file));
    }
    await writeFile(join(folder, PROGRAM_FILE), PROGRAM);
    if (!card) return { files: [...kept, PROGRAM_FILE] };
    const { about } = await readBaseline(source);
    const facts = { model, run, labels: about.labels, several: about.several ?? false };
    await writeFile(join(folder, CARD_FILE), linearCard({ ...facts, thresholds: await readThresholds(source) }));
    return { files: [...kept, PROGRAM_FILE, CARD_FILE] };
  },

  compareFiles,
  compare: compareFiles,
};

/** Reads both folders' numbers. */
async function compareFiles({ folder, source }: { folder: string; source: string }): Promise<Comparison> {
  const [own, written] = [await readBaseline(source), await readBaseline(folder)];
  let maxDifference = isDeepStrictEqual(own.about, written.about) ? 0 : Number.POSITIVE_INFINITY;
  for (const name of ['buckets', 'idf', 'weights', 'bias'] as const) {
    const [one, other] = [own.parts[name], written.parts[name]];
    for (let at = 0; at < one.length; at++)
      maxDifference = Math.max(maxDifference, Math.abs((one[at] as number) - (other[at] ?? Number.POSITIVE_INFINITY)));
  }
  return { maxDifference, tolerance: 0 };
}
