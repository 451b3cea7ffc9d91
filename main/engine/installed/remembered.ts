import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** What a file remembers; `null` when it is not there or is not what it should be. */
export async function readRemembered<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Writes aside and renames, as another process may read. What cannot be remembered costs time only. */
export async function remember(file: string, value: unknown): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, JSON.stringify(value));
    await rename(partial, file);
  } catch {
    // It is found out again at the next start.
  }
}
