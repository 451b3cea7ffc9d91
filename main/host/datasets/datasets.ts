import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import type { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import { newId } from '../../../shared/domain/ids.ts';
import { freeName } from '../../../shared/domain/runs/names.ts';
import { needsDataset } from '../../../shared/domain/runs/run.ts';
import { SAMPLES } from '../../../shared/domain/tasks/sampleTask.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { ImportEvent, ImportRequest, StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { askData, dataJob } from '../services/dataJob.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import { countTokens } from './countTokens.ts';
import { datasetHistory } from './datasetHistory.ts';
import type { DatasetVersions } from './datasetVersions.ts';

interface ImportJob {
  files: string[];
  name: string;
  options: ImportOptions;
  ask?: boolean | undefined;
}

/** The file's name without its extensions. */
const nameOf = (path: string): string => basename(path.replace(/\.(gz|zip)$/i, '')).replace(/(.)\.[^.]{1,8}$/, '$1');

import { ScratchFolder } from '../home/scratch.ts';
import { Doctor } from './doctor.ts';
import { exportDataset } from './exportDataset.ts';
import { cellOf, chartRows, queryRows, valuesOf } from './queryRows.ts';
import type { SearchIndexes } from './searchIndexes.ts';

export function datasetHandlers(
  context: HostContext,
  openFiles: DatasetFiles,
  indexes: SearchIndexes,
  versions: DatasetVersions,
): Omit<Handlers<StudioContract, StudioPeer>['datasets'], 'splitPreview'> {
  const { stores, paths, jobs } = context;
  const resolveAll = (file: ImportRequest['file'], peer: StudioPeer): string[] =>
    (Array.isArray(file) ? file : [file]).map((one) => context.files.resolve(one, peer));
  const doctor = new Doctor(context, openFiles);

  async function* importFiles(request: ImportJob, signal: AbortSignal): AsyncGenerator<ImportEvent> {
    const { files, name, options, ask } = request;
    const id = newId();
    const output = paths.datasetFile(id, 1);
    await mkdir(dirname(output), { recursive: true });
    let stored = false;
    try {
      await using scratch = new ScratchFolder(paths);
      const request = { files, output, options, ask, scratch: scratch.path };
      for await (const event of dataJob(context.spawn, signal, (data) => data.import(request, { signal }))) {
        if (event.event !== 'done') yield event;
        else {
          const dataset: Dataset = {
            ...event.summary,
            id,
            name,
            fileName: basename(files[0] ?? ''),
            version: 1,
            createdAt: new Date().toISOString(),
          };
          stores.datasets.insert(dataset);
          stored = true;
          announce(context, 'datasets');
          indexes.changed(id);
          yield { event: 'done', dataset, doubts: event.doubts };
        }
      }
    } finally {
      // Cancelled or failed: whatever was written so far goes, whole or not.
      if (!stored) await rm(dirname(output), { recursive: true, force: true });
    }
  }

  return {
    list: () => stores.datasets.list(),
    get: ({ id }) => stores.datasets.get(id),

    async *import({ file, name, options = {}, ask }, { signal, peer }) {
      const files = resolveAll(file, peer);
      const job = { files, name: name ?? nameOf(files[0] ?? ''), options, ask };
      for await (const event of jobs.run(signal, (ended) => importFiles(job, ended))) {
        // What could not be imported may be tried again with other options.
        if (event.event === 'done') await context.files.discard([file].flat());
        yield event;
      }
    },

    async preview({ file, options = {} }, { signal, peer }) {
      await using scratch = new ScratchFolder(paths);
      const request = { files: resolveAll(file, peer), options, scratch: scratch.path };
      return await askData(context.spawn, signal, (data) => data.preview(request, { signal }));
    },

    async *importSample({ sample = 'products' }, { signal }) {
      const { file, name } = SAMPLES[sample];
      const taken = stores.datasets.list().map((dataset) => dataset.name);
      const job = { files: [join(context.resources, file)], name: freeName(name, taken), options: {} };
      yield* jobs.run(signal, (ended) => importFiles(job, ended));
    },

    rows: async (request, { signal }) => {
      const { offset, total, rows, cut } = await queryRows(context, openFiles, { ...request, view: ALL_ROWS }, signal);
      return { offset, total, rows, cut };
    },
    cell: (request, { signal }) => cellOf(context, request, signal),

    query: (request, { signal }) => queryRows(context, openFiles, request, signal),
    charts: ({ id, view }, { signal }) => chartRows(context, { id, view }, signal),
    values: ({ id, column }, { signal }) => valuesOf(context, { id, column }, signal),
    async *countTokens(request, { signal, peer }) {
      yield* jobs.run(signal, (ended) => countTokens(context, request, peer, ended));
    },
    searchIndex: ({ id }, { signal }) => indexes.watch(id, signal),

    rejections: ({ id, offset, limit }) => {
      const file = openFiles.of(stores.datasets.get(id));
      return { total: file.rejectedCount, rejections: file.rejections(offset, limit) };
    },

    versions: ({ id }) => stores.datasets.versions(stores.datasets.get(id).id),

    async *change({ id, step }, { signal }) {
      yield* jobs.run(signal, (ended) => versions.change(id, step, ended));
    },

    async *undo({ id }, { signal }) {
      yield* jobs.run(signal, (ended) => versions.undo(id, ended));
    },

    async *redo({ id }, { signal }) {
      yield* jobs.run(signal, (ended) => versions.redo(id, ended));
    },

    history: ({ id }) => datasetHistory(context, versions, id),

    removeVersion: async ({ id, version }) => {
      await versions.remove(id, version);
      return {};
    },

    setVersion: ({ id, version }) => versions.set(id, version),

    async *doctor(request, { signal }) {
      yield* jobs.run(signal, (ended) => doctor.examine(request, ended));
    },
    doctorReport: ({ id, size }) => doctor.report(stores.datasets.get(id), size),
    acceptFinding: ({ id, kind, accepted }) => {
      doctor.accept(stores.datasets.get(id), kind, accepted);
      return {};
    },
    findingRows: ({ id, kind, ...page }, { signal }) => doctor.rows(stores.datasets.get(id), kind, page, signal),
    personalSpans: ({ id, ...page }) => doctor.spans(stores.datasets.get(id), page),
    previewStep: ({ id, step, rows }, { signal }) => doctor.preview(stores.datasets.get(id), { step, rows }, signal),
    async *export({ id, ...request }, { signal, peer }) {
      const dataset = stores.datasets.get(id);
      yield* jobs.run(signal, (ended) => exportDataset(context, { dataset, ...request }, peer, ended));
    },

    rename: ({ id, name }) => {
      stores.datasets.rename(id, name);
      announce(context, 'datasets');
      return stores.datasets.get(id);
    },

    remove: ({ id, forGood }) => {
      const dataset = stores.datasets.get(id);
      const user = stores.runs.ofDataset(id).find(needsDataset);
      if (user) throw new AppError('dataset_in_use', { run: user.name, state: user.state });
      return context.trash.remove('dataset', dataset, forGood);
    },
  };
}
