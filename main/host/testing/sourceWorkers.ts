import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { childSpawner } from '../../workers/process/spawnChild.ts';
import type { SpawnWorker, WorkerName } from '../../workers/process/workerHandle.ts';

const WORKERS = join(import.meta.dirname, '..', '..', 'workers');
const NAMES = ['data', 'prepare', 'train', 'infer', 'convert'] as const satisfies readonly WorkerName[];

/**
 * Starts the real workers as processes of their own, from their sources, so that nothing has to be built for a test.
 *
 * @param folder gets their entries
 */
export function sourceWorkers(folder: string): SpawnWorker {
  mkdirSync(folder, { recursive: true });
  for (const name of NAMES) {
    const source = pathToFileURL(join(WORKERS, `${name}.worker.ts`)).href;
    writeFileSync(join(folder, `${name}.worker.mjs`), `import ${JSON.stringify(source)};\n`);
  }
  return childSpawner(folder);
}
