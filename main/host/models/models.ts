import {
  FORMAT_KINDS,
  FormatKind,
  isInOllama,
  llamaCppFile,
  OLLAMA_FORMAT,
  parseOptions,
} from '../../../shared/domain/formats/index.ts';
import { reportWith } from '../../../shared/domain/models/together.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { joinedWords } from '../../formats/linear/wordsFolder.ts';
import { shareAsUsual } from '../home/privateHome.ts';
import { ScratchFolder } from '../home/scratch.ts';
import { checkThere, type ThereExport } from '../llamaCpp/checkThere.ts';
import { findLlamaServer } from '../llamaCpp/findProgram.ts';
import { ollamaAddress } from '../ollama/address.ts';
import { makeInOllama } from '../ollama/makeInOllama.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { exportModel, freeTarget } from './exportModel.ts';
import { joinWords, wordsOf } from './joinWords.ts';
import { measuredTexts, measureModel } from './measureModel.ts';
import { readThresholdsOf, setThresholds } from './modelThresholds.ts';

export function modelHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['models'] {
  const { stores, paths, files, jobs, spawn, engine } = context;
  /** By the model's id and the folder. What a page names is looked up here, and nowhere else on the disk. */
  const exported = new Map<string, ThereExport>();

  return {
    list: () => stores.models.list(),
    get: ({ id }) => stores.models.get(id),

    rename: ({ id, name }) => {
      stores.models.rename(id, name);
      announce(context, 'models');
      return stores.models.get(id);
    },

    remove: ({ id, forGood }) => context.trash.remove('model', stores.models.get(id), forGood),

    evaluate: (request, { signal }) => measureModel(context, request, signal),
    measurement: ({ id }) => measuredTexts(context, stores.models.get(id).id),

    thresholds: ({ id }) => readThresholdsOf(context, id),
    setThresholds: ({ id, thresholds }) => setThresholds(context, id, thresholds),

    words: ({ id }) => wordsOf(context, id),
    async *joinWords(request, { signal }) {
      yield* jobs.run(signal, (ended) => joinWords(context, request, ended));
    },

    async *export({ id, format, options = {}, target }, { signal, peer }) {
      if (!FormatKind.safeParse(format).success)
        throw new AppError('bad_input', { path: 'format', problem: `there is none but ${FORMAT_KINDS.join(', ')}` });
      const model = stores.models.get(id);
      const run = stores.runs.find(model.runId);
      // A path names the folder itself; a picked folder is where a new one is put.
      const exportTo =
        target?.kind === 'path'
          ? files.resolve(target, peer)
          : await freeTarget(target ? files.resolve(target, peer) : paths.exports, model.name);
      const source = paths.modelFolder(id);
      // What no format holds is not counted in: whoever uses an export gets the figures of the model alone.
      const withoutWords = joinedWords(source) === true;
      const alone = model.measures && { ...model, measures: reportWith(model.measures, false) };
      const request = { model: alone ?? model, run, source, target: exportTo, format, options, spawn, engine };
      const work = (ended: AbortSignal) => exportModel({ ...request, signal: ended });
      for await (const event of jobs.run(signal, work)) {
        if (event.event === 'progress') yield event;
        else {
          stores.settings.noteExported();
          if (target) shareAsUsual(event.path);
          const file = llamaCppFile(format, model, options);
          if (file !== null) exported.set(keyOf(id, event.path), { folder: event.path, ...file });
          else exported.delete(keyOf(id, event.path));
          const download = peer.offerDownload?.(event.path) ?? null;
          yield { ...event, ...(withoutWords && { withoutWords }), download };
        }
      }
    },

    async *makeInOllama({ id, options = {}, name }, { signal }) {
      const model = stores.models.get(id);
      const run = stores.runs.find(model.runId);
      // What the format does not have is refused where it is written.
      if (parseOptions(OLLAMA_FORMAT, options).success && !isInOllama(OLLAMA_FORMAT, options))
        throw new AppError('bad_input', { path: 'options', problem: 'Ollama is given whole models only, no adapters' });
      const address = ollamaAddress(process.env.OLLAMA_HOST);
      await using scratch = new ScratchFolder(paths);
      const written = { format: OLLAMA_FORMAT, options: { ...options, card: false }, source: paths.modelFolder(id) };
      const request = { model, run, ...written, folder: scratch.path, address, name, spawn, engine };
      for await (const event of jobs.run(signal, (ended) => makeInOllama({ ...request, signal: ended }))) {
        if (event.event === 'done') stores.settings.noteExported();
        yield event;
      }
    },

    llamaCpp: async () => ({ found: (await findLlamaServer()) !== null }),

    async *checkThere({ id, path }, { signal }) {
      const model = stores.models.get(id);
      const known = exported.get(keyOf(id, path));
      if (!known) throw new AppError('export_unknown', { path });
      const request = { model, source: paths.modelFolder(id), exported: known, spawn, engine };
      yield* jobs.run(signal, (ended) => checkThere({ ...request, signal: ended }));
    },
  };
}

const keyOf = (id: string, folder: string): string => JSON.stringify([id, folder]);
