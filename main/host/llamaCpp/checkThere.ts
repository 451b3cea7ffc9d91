import { join } from 'node:path';
import type { LlamaCppFile } from '../../../shared/domain/formats/format.ts';
import {
  compareWritten,
  type ThereEvent,
  thereLines,
  type WrittenHere,
  type WrittenThere,
} from '../../../shared/domain/models/there.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { regularFile } from '../../files/regularFile.ts';
import { convertContract } from '../../workers/convertContract.ts';
import { type SpawnWorker, startWorker } from '../../workers/process/workerHandle.ts';
import type { EngineManager } from '../services/engineManager.ts';
import { streamAlone } from '../services/workerCalls.ts';
import { findLlamaServer } from './findProgram.ts';
import { LlamaServer, type Patience } from './llamaServer.ts';
import { lookAt } from './lookAt.ts';
import { noteInCard } from './noteInCard.ts';

/** What was exported, and where to. */
export interface ThereExport extends LlamaCppFile {
  folder: string;
}

interface Request {
  model: Pick<TrainedModel, 'recipe'>;
  /** The model's folder in the library. */
  source: string;
  exported: ThereExport;
  spawn: SpawnWorker;
  engine: Pick<EngineManager, 'workerEnvironment'>;
  signal: AbortSignal;
  /** A test has less. */
  patience?: Patience;
}

const PATIENCE: Patience = { loadMs: 120_000, answerMs: 300_000 };
/** Bytes that a slow disk gives in a second. */
const DISK_BYTES = 20e6;
/** It keeps what it knows of so many tokens at least, where the model has them: a longest context would take memory that nothing needs. */
const USUAL_CONTEXT = 4096;

/**
 * Has the user's llama.cpp load an export, and holds what it writes against what the file's weights write here.
 *
 * @throws AppError `llama_server_missing`, `llama_server_unusable`, `llama_server_refused`, `llama_server_died`, `llama_server_other_answer`,
 *   `llama_server_port_taken`, `llama_server_slow`; `file_not_found` and what else opening the export throws; `cancelled`
 */
export async function* checkThere(request: Request): AsyncGenerator<ThereEvent> {
  const { model, source, exported, spawn, engine, signal, patience } = request;
  const path = await findLlamaServer();
  if (path === null) throw new AppError('llama_server_missing');
  const program = await lookAt(path, signal);
  const file = join(exported.folder, exported.file);
  const { size } = await regularFile(file);
  const { recipe } = model;
  const environment = await engine.workerEnvironment();
  const start = () => startWorker(spawn, 'convert', convertContract, environment);
  yield* streamAlone(start, signal, async function* ({ client: { convert } }): AsyncGenerator<ThereEvent> {
    let here: WrittenHere[] = [];
    let context = 0;
    for await (const event of convert.writeHere({ recipe, file, source })) {
      if (event.event === 'progress') yield { ...event, step: 'here' };
      else [here, context] = [event.written, event.contextLength];
    }
    yield { event: 'progress', step: 'load', done: 0, total: 1 };
    const longest = Math.max(...here.map(({ prompt, most }) => prompt.length + most));
    await using server = await LlamaServer.start({
      ...{ program, file, signal, contextLength: Math.min(context, Math.max(longest, USUAL_CONTEXT)) },
      patience: patience ?? { ...PATIENCE, loadMs: PATIENCE.loadMs + (1000 * size) / DISK_BYTES },
      onStart: (pid) => convert.endWithHost({ pid }),
    });
    const there: WrittenThere[] = [];
    const read = { equal: 0, of: 0 };
    for (const [done, { prompt, most, text }] of here.entries()) {
      yield { event: 'progress', step: 'there', done, total: here.length };
      there.push(await server.goOn(prompt, most));
      if (text === null) continue;
      read.of++;
      if ((await server.tokenize(text)).join() === prompt.join()) read.equal++;
    }
    yield { event: 'progress', step: 'measure', done: 0, total: 1 };
    const rows = here.flatMap(({ row }) => row ?? []);
    const texts = { here: here.map(({ output }) => output), there: there.map(({ output }) => output) };
    const metrics = rows.length > 0 ? await convert.measureThere({ recipe, source, rows, texts }) : [];
    const check = {
      ...({ program: 'llama.cpp', version: program.version, dtype: exported.dtype, prompts: here.length } as const),
      ...{ tokens: Math.max(...here.map(({ most }) => most)), read, metrics },
      ...compareWritten(here, there),
    };
    yield { event: 'done', check, inCard: await noteInCard(exported.folder, thereLines(check)) };
  });
}
