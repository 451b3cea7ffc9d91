import { cp, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beginning } from '../../../shared/domain/datasets/cutCells.ts';
import type { ExportEvent, ExportFormat, TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { asWriteError } from '../../files/fileSink.ts';
import { modelCard } from '../../formats/huggingface/modelCard.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import type { InferSession } from '../services/inferSession.ts';

const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';
/** Files of a Hugging Face folder, as training leaves them in the library; the model card is written anew. */
const MODEL_FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  TOKENIZER_CONFIG_FILE,
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

type ExportStep =
  | Omit<Extract<ExportEvent, { event: 'done' }>, 'download'>
  | Extract<ExportEvent, { event: 'progress' }>;

/** Writes a model in each format that it can be written in. */
export const MODEL_EXPORTS: Readonly<Record<ExportFormat, (request: ExportRequest) => AsyncGenerator<ExportStep>>> = {
  hf: exportHuggingFace,
};

/** Writes a Hugging Face folder, loads it again, compares its logits with the trained model's, and only then names it `target`. */
async function* exportHuggingFace(request: ExportRequest): AsyncGenerator<ExportStep> {
  const { model, run, source, target, infer, signal } = request;
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  const files = [...MODEL_FILES, CARD_FILE].sort();
  try {
    await assertFree(target);
    await mkdir(dirname(target), { recursive: true });
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    for (const [index, file] of MODEL_FILES.entries()) {
      signal.throwIfAborted();
      yield { event: 'progress', step: 'write', done: index, total: files.length };
      if (file === TOKENIZER_CONFIG_FILE) await copyTokenizerConfig(source, partial);
      else await cp(join(source, file), join(partial, file));
    }
    await writeFile(join(partial, CARD_FILE), modelCard({ model, run }));
    yield { event: 'progress', step: 'verify', done: 0, total: 1 };
    const reference = join(source, REFERENCE_FILE);
    const { maxDifference } = await infer.call(
      (client, ended) => client.infer.verify({ model: partial, reference }, { signal: ended }),
      signal,
    );
    if (!(maxDifference <= MAX_DIFFERENCE)) throw new AppError('export_not_verified', { difference: maxDifference });
    await takePlaceOf(target, partial);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(target, file))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    yield { event: 'done', path: target, files, bytes, verified: true, maxDifference };
  } catch (error) {
    throw asExportError(error, target);
  } finally {
    // Why it failed is what counts; where nothing could be written, nothing can be removed.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

/** What file managers leave in a folder that somebody looked at. */
const FOLDER_FILES = ['.DS_Store', 'desktop.ini', 'Thumbs.db'];

async function assertFree(target: string): Promise<void> {
  const existing = await stat(target).catch(() => null);
  if (!existing) return;
  if (!existing.isDirectory() || (await readdir(target)).some((name) => !FOLDER_FILES.includes(name)))
    throw new AppError('target_exists', { path: target });
}

/** Gives a folder its name. One that is there and has nothing in it but files of a file manager makes room, and these are kept. */
async function takePlaceOf(target: string, folder: string): Promise<void> {
  const names = await readdir(target).catch(() => []);
  for (const name of names) if (FOLDER_FILES.includes(name)) await rename(join(target, name), join(folder, name));
  // Rename replaces an empty folder only on some systems.
  await rmdir(target).catch(() => {});
  await rename(folder, target);
}

/** Models of earlier versions have none: prompts of several lengths were padded at their ends, and what follows them was nonsense. */
async function copyTokenizerConfig(from: string, to: string): Promise<void> {
  const text = await readFile(join(from, TOKENIZER_CONFIG_FILE), 'utf8');
  const config = { padding_side: 'left', ...(JSON.parse(text) as object) };
  await writeFile(join(to, TOKENIZER_CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
}

/** File system errors of writing an export, as the user should see them; anything else as it is. */
const asExportError = (error: unknown, path: string): unknown => {
  // Node's own name for a folder that lies in the folder that is copied has no call of the system.
  const known = asWriteError(error, path);
  if (known !== error || !(error instanceof Error) || !('code' in error) || error instanceof AppError) return known;
  return new AppError('write_failed', { path, problem: error.message }, { cause: error });
};

/** Characters of a name; a file system takes 255 bytes. */
const NAME_LENGTH = 60;

/** A free name for an export inside `folder`, made from what is exported: letters and digits of any script and dashes. */
export async function freeTarget(folder: string, exported: string, extension = ''): Promise<string> {
  const slug =
    beginning(
      exported
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-+|-+$/g, ''),
      NAME_LENGTH,
    ) || 'export';
  for (let number = 1; ; number++) {
    const target = join(folder, `${number === 1 ? slug : `${slug}-${number}`}${extension}`);
    if (!(await stat(target).catch(() => null))) return target;
  }
}
