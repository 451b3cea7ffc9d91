import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beginning } from '../../../shared/domain/datasets/cutCells.ts';
import type { GivenOptions } from '../../../shared/domain/formats/format.ts';
import { type FormatKind, formatTexts, misfitOf } from '../../../shared/domain/formats/index.ts';
import type { ExportEvent } from '../../../shared/domain/models/modelExport.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { AppError, fillPlaceholders } from '../../../shared/errors/errors.ts';
import { asWriteError } from '../../files/fileSink.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { convertContract } from '../../workers/convertContract.ts';
import { type SpawnWorker, startWorker } from '../../workers/process/workerHandle.ts';
import type { EngineManager } from '../services/engineManager.ts';
import { streamAlone } from '../services/workerCalls.ts';

export interface ExportRequest {
  model: TrainedModel;
  /** `null` once the run has been deleted. */
  run: Run | null;
  /** The model's folder in the library. */
  source: string;
  /** The folder to create; may exist if it is empty. */
  target: string;
  format: FormatKind;
  options: GivenOptions;
  spawn: SpawnWorker;
  engine: EngineManager;
  signal: AbortSignal;
}

type ExportStep =
  | Omit<Extract<ExportEvent, { event: 'done' }>, 'download'>
  | Extract<ExportEvent, { event: 'progress' }>;

/**
 * Writes a model in a format, in a process of its own, loads it again, compares it with the trained model, and only then names it `target`.
 *
 * @throws AppError `format_does_not_fit`, `target_exists`, `export_not_verified`, `disk_full`, `write_failed`, `cancelled`, …
 */
export async function* exportModel(request: ExportRequest): AsyncGenerator<ExportStep> {
  const { model, run, source, target, format, options, spawn, engine, signal } = request;
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
  try {
    assertFits(format, model, options);
    await assertFree(target);
    await mkdir(dirname(target), { recursive: true });
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    const environment = await engine.workerEnvironment();
    const job = { model, run, source, reference: join(source, REFERENCE_FILE), format, options, output: partial };
    const start = () => startWorker(spawn, 'convert', convertContract, environment);
    for await (const event of streamAlone(start, signal, ({ client }) => client.convert.run(job))) {
      if (event.event === 'progress') {
        yield event;
        continue;
      }
      await takePlaceOf(target, partial);
      yield { ...event, path: target, verified: true };
    }
  } catch (error) {
    throw asExportError(error, partial, target);
  } finally {
    // Why it failed is what counts; where nothing could be written, nothing can be removed.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

function assertFits(format: FormatKind, model: TrainedModel, options: GivenOptions): void {
  const misfit = misfitOf(format, model, options);
  if (!misfit) return;
  const { name, misfits } = formatTexts(format, 'en');
  const problem = fillPlaceholders(misfits[misfit.code] ?? misfit.code, misfit.details);
  throw new AppError('format_does_not_fit', { format: name, problem, misfit: misfit.code });
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

/** What the user should see: nobody knows the temporary folder that could not be written. */
function asExportError(error: unknown, partial: string, target: string): unknown {
  const known = asWriteError(error, target);
  if (!(known instanceof AppError) || known.details.path !== partial) return known;
  return new AppError(known.code, { ...known.details, path: target }, { cause: known });
}

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
