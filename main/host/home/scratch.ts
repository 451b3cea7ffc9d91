import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../../shared/domain/ids.ts';
import type { HomePaths } from '../services/paths.ts';

/**
 * A folder of its own inside the home for one piece of work of a worker, which makes it when it needs it. It is removed with the work: also
 * when the worker was killed and could not do that. What a killed studio left goes at the next start.
 */
export class ScratchFolder implements AsyncDisposable {
  readonly path: string;

  constructor(paths: HomePaths) {
    this.path = join(paths.scratch, newId());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that cannot be removed goes at the next start.
    await rm(this.path, { recursive: true, force: true }).catch(() => {});
  }
}
