import { cp, mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Run } from '../../shared/domain/run.ts';
import type { ExportEvent, TrainedModel } from '../../shared/domain/trainedModel.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { modelCard } from '../ml/export/modelCard.ts';
import { RECIPE_FILE } from '../workers/recipeFile.ts';
import type { InferSession } from './inferSession.ts';

/** Files of a Hugging Face folder, as training leaves them in the library; the model card is written anew. */
const MODEL_FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'model.safetensors',
  RECIPE_FILE,
];
const CARD_FILE = 'README.md';
const REFERENCE_FILE = 'kindling-reference.json';

/**
 * Largest difference between a logit of the trained model and of the loaded export. The weights are the same bits; what
 * remains is the order of floating-point sums, which another engine or thread count changes.
 */
const MAX_DIFFERENCE = 1e-3;

export interface ExportRequest {
  model: TrainedModel;
  /** `null` once the run has been deleted. */
  run: Run | null;
  /** The model's folder in the library. */
  source: string;
  /** The folder to create; may exist if it is empty. */
  target: string;
  infer: InferSession;
  signal: AbortSignal;
}

/** Writes a Hugging Face folder, loads it again, compares its logits with the trained model's, and only then names it `target`. */
export async function* exportModel(
  request: ExportRequest,
): AsyncGenerator<
  Omit<Extract<ExportEvent, { event: 'done' }>, 'download'> | Extract<ExportEvent, { event: 'progress' }>
> {
  const { model, run, source, target, infer, signal } = request;
  await assertFree(target);
  await mkdir(dirname(target), { recursive: true });
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  const files = [...MODEL_FILES, CARD_FILE].sort();
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    for (const [index, file] of MODEL_FILES.entries()) {
      signal.throwIfAborted();
      yield { event: 'progress', step: 'write', done: index, total: files.length };
      await cp(join(source, file), join(partial, file));
    }
    await writeFile(join(partial, CARD_FILE), modelCard({ model, run }));
    yield { event: 'progress', step: 'verify', done: 0, total: 1 };
    const reference = join(source, REFERENCE_FILE);
    const { maxDifference } = await infer.call(
      (client, ended) => client.infer.verify({ model: partial, reference }, { signal: ended }),
      signal,
    );
    if (!(maxDifference <= MAX_DIFFERENCE)) throw new AppError('export_not_verified', { difference: maxDifference });
    // An empty folder of that name may be there; rename replaces it only on some systems.
    await rmdir(target).catch(() => {});
    await rename(partial, target);
    yield { event: 'done', path: target, files, verified: true, maxDifference };
  } catch (error) {
    throw asWriteError(error, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function assertFree(target: string): Promise<void> {
  const existing = await stat(target).catch(() => null);
  if (!existing) return;
  if (!existing.isDirectory() || (await readdir(target)).length > 0)
    throw new AppError('target_exists', { path: target });
}

/** File system errors of writing an export, as the user should see them; anything else as it is. */
function asWriteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) return error;
  if (error.code === 'ENOSPC') return new AppError('disk_full', { path }, { cause: error });
  return new AppError('write_failed', { path, problem: error.message }, { cause: error });
}

/** A free name for an export inside `folder`, made from what is exported: letters and digits of any script and dashes. */
export async function freeTarget(folder: string, exported: string, extension = ''): Promise<string> {
  const slug =
    exported
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'export';
  for (let number = 1; ; number++) {
    const target = join(folder, `${number === 1 ? slug : `${slug}-${number}`}${extension}`);
    if (!(await stat(target).catch(() => null))) return target;
  }
}
