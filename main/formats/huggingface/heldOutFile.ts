import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeldOutRow } from '../../../shared/domain/models/measures.ts';

/** In the `data` folder of a prepared run: the rows that its model is measured on. Runs of earlier versions lack it. */
export const HELD_OUT_FILE = 'held-out.json';

const HeldOutFile = z.object({ version: z.literal(1), rows: z.array(HeldOutRow) });

/** `null` where there are none, or none that can be read: whoever asks then goes without, or makes them again. */
export async function readHeldOut(folder: string): Promise<HeldOutRow[] | null> {
  try {
    return HeldOutFile.parse(JSON.parse(await readFile(join(folder, HELD_OUT_FILE), 'utf8'))).rows;
  } catch {
    return null;
  }
}
