import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../bench/processes.ts';

/** Works in a folder that is there for as long as the work takes, or until this process ends. */
export async function withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `kindling-chaos-${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const ending = atExit(remove);
  try {
    return await work(folder);
  } finally {
    remove();
    ending.callOff();
  }
}
