import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';

/** A few hundred programs. A cache that has grown larger starts anew. */
const LARGEST_BYTES = 256 * 2 ** 20;

/** Where this process keeps what is compiled. */
let kept: string | undefined;

/**
 * Tells TensorFlow to keep what XLA compiles beside the engine: the same computation, in whatever process, is then loaded instead of
 * compiled. XLA itself names a file by a hash of the computation, its shapes and types. The code is for one processor, so each has a
 * folder of its own. Call it before the library is loaded: it reads the variable once.
 */
export function keepCompiled(binding: string, environment: NodeJS.ProcessEnv = process.env): void {
  if (environment.TF_XLA_FLAGS !== undefined) return;
  const processor = createHash('sha256')
    .update(JSON.stringify([cpus()[0]?.model, process.arch]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(dirname(binding), 'compiled', processor);
  try {
    if (sizeOf(folder) > LARGEST_BYTES) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  } catch {
    // Without a place to keep it everything is compiled anew; that costs seconds, no more.
    return;
  }
  // The value is split at spaces unless it is quoted; a path with a quote in it cannot be given.
  if (folder.includes('"')) return;
  kept = folder;
  environment.TF_XLA_FLAGS = `--tf_xla_persistent_cache_directory="${folder}" --tf_xla_persistent_cache_device_types=CPU`;
}

function sizeOf(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}

/**
 * Removes what was kept, since a file of it may be damaged: TensorFlow then refuses the computation instead of compiling it anew.
 * Returns whether there was anything, that is, whether it is worth trying again.
 */
export function forgetCompiled(): boolean {
  if (!kept || sizeOf(kept) === 0) return false;
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  return true;
}
