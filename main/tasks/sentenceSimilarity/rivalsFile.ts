import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RivalName } from '../../../shared/domain/models/measures.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { readRunJson } from '../prepare/readElements.ts';

/** In the `data` folder of a prepared run: where cheap models rank the second texts of the rows that are measured on. */
export const RIVALS_FILE = 'rivals.json';
/** The same of the base before its first step, written by the training. */
const UNTUNED_FILE = 'untuned.json';

export const Rivals = z.object({
  version: z.literal(1),
  name: RivalName,
  ranks: z.array(z.object({ row: z.number().int().nonnegative(), rank: z.number().int().min(1) })),
});
export type Rivals = z.infer<typeof Rivals>;

/** By the place of a row, the rank that its own text has. */
export type Ranks = ReadonlyMap<number, number>;

/** By name. @throws AppError `run_data_damaged` */
export async function readRivals(runFolder: string): Promise<Map<string, Ranks>> {
  const found = new Map<string, Ranks>();
  for (const name of [RIVALS_FILE, UNTUNED_FILE]) {
    const file = join(runFolder, 'data', name);
    if (!existsSync(file)) continue;
    const rival = await readRunJson(file, Rivals);
    found.set(rival.name, new Map(rival.ranks.map(({ row, rank }) => [row, rank])));
  }
  return found;
}

export async function writeUntuned(runFolder: string, ranks: Ranks): Promise<void> {
  const content: Rivals = { version: 1, name: 'untuned', ranks: Array.from(ranks, ([row, rank]) => ({ row, rank })) };
  await writeWholeFile(join(runFolder, 'data', UNTUNED_FILE), JSON.stringify(content));
}

/** Second texts of the rows that the ranks are among. */
export const lookedThrough = async (runFolder: string): Promise<string[] | null> =>
  (await readHeldOut(join(runFolder, 'data')))?.map(({ reference }) => reference) ?? null;
