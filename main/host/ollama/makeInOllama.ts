import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OllamaEvent } from '../../../shared/domain/models/ollama.ts';
import { ollamaCommand, ollamaName } from '../../../shared/domain/models/ollama.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import { type ExportRequest, exportModel } from '../models/exportModel.ts';
import { modelfileParts } from './modelfileParts.ts';
import { OllamaServer } from './ollamaServer.ts';

/** Beside the file that it is about. */
const MODELFILE = 'Modelfile';
/** Bytes between two reports. */
const REPORT_BYTES = 4e6;

interface Request extends Omit<ExportRequest, 'target'> {
  /** A folder that is there for this alone. */
  folder: string;
  /** Where Ollama answers. */
  address: string;
  /** What the model is to be called there. */
  name?: string | undefined;
}

/**
 * Makes a model in an Ollama on this computer: it is written and compared as every export is, given to it, and gone again here.
 *
 * @param write the export
 * @throws AppError `ollama_unreachable`, `ollama_other_program`, `ollama_name_taken`, `ollama_refused`, `ollama_disk_full`, `ollama_gone`; those
 *   of `exportModel`
 */
export async function* makeInOllama(
  { folder, address, ...request }: Request,
  write: typeof exportModel = exportModel,
): AsyncGenerator<OllamaEvent> {
  const { model, signal, name = ollamaName(model) } = request;
  const server = await OllamaServer.find(address, signal);
  // It would replace it without a word.
  if (await server.has(name)) throw new AppError('ollama_name_taken', { name });
  const target = join(folder, 'export');
  for await (const event of write({ ...request, target })) {
    if (event.event === 'progress' && event.step !== 'measure') yield { ...event, step: event.step };
  }
  const { file, ...parts } = modelfileParts(await readFile(join(target, MODELFILE), 'utf8'), target);
  const path = join(target, file);
  const digest = await digestOf(path, signal);
  const { size: bytes } = await stat(path);
  yield { event: 'progress', step: 'upload', done: 0, total: bytes };
  if (!(await server.hasBlob(digest))) yield* uploaded(server, digest, path, bytes);
  yield { event: 'progress', step: 'create', done: 0, total: 1 };
  await server.create({ model: name, files: { [file]: digest }, ...parts });
  yield { event: 'done', name, address, command: ollamaCommand(model, name, address) };
}

async function* uploaded(
  server: OllamaServer,
  digest: string,
  path: string,
  bytes: number,
): AsyncGenerator<OllamaEvent> {
  const events = new AsyncQueue<OllamaEvent>();
  let reported = 0;
  const onSent = (done: number) => {
    if (done - reported < REPORT_BYTES) return;
    reported = done;
    events.push({ event: 'progress', step: 'upload', done, total: bytes });
  };
  server.upload(digest, { path, bytes, onSent }).then(
    () => events.end(),
    (error) => events.fail(error),
  );
  yield* events;
}

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { signal })) hash.update(piece as Uint8Array);
  return `sha256:${hash.digest('hex')}`;
}
