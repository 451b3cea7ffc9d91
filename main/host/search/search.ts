import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bodyOf } from '../../../shared/domain/architectures/index.ts';
import { wordedColumns } from '../../../shared/domain/columns.ts';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { MapEvent } from '../../../shared/domain/datasets/rowMap.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type {
  EmbedEvent,
  EmbedRequest,
  PlayableModel,
  SearchEvent,
  StudioContract,
} from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { inferContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import { fileTarget } from '../datasets/exportDataset.ts';
import { readTable } from '../datasets/readTable.ts';
import { shareAsUsual } from '../home/privateHome.ts';
import { ScratchFolder } from '../home/scratch.ts';
import type { HostContext, StudioPeer } from '../services/context.ts';
import { streamAlone } from '../services/workerCalls.ts';

/** UTF-16 units of a row's text in an answer. */
const MOST_SHOWN = 400;

/** A model that makes vectors, where it lies. */
interface Place {
  folder: string;
  name: string;
  /** Changes when the model does. */
  stamp: string;
  by: 'encoder' | 'decoder';
}

export function searchHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['search'] {
  const { stores, paths, infer } = context;

  /** Vectors of a column of a data set's current version: from the cache, or made. */
  async function* vectorsOf(dataset: Dataset, column: string, place: Place, signal: AbortSignal) {
    const path = vectorsPath(context, dataset, column, place);
    const request = {
      ...{ model: place.folder, column, output: path },
      dataset: paths.datasetFile(dataset.id, dataset.version),
    };
    for await (const event of infer.stream(({ infer }, ended) => infer.embed(request, { signal: ended }), signal))
      if (event.event === 'progress') yield event;
    return path;
  }

  return {
    async *embed(request, { signal, peer }) {
      yield* embed(context, request, peer, signal);
    },

    async *find({ id, query, column: asked, model, top }, { signal, peer }): AsyncGenerator<SearchEvent> {
      const dataset = stores.datasets.get(id);
      const column = asked ?? usualColumn(dataset);
      checkColumn(dataset, column);
      const place = model?.kind === 'words' ? null : await placeOf(context, model, peer);
      const job = { query, top };
      let matches: { row: number; score: number }[];
      let started: number;
      if (place) {
        const path = yield* vectorsOf(dataset, column, place, signal);
        started = performance.now();
        const request = { ...job, model: place.folder, vectors: path };
        matches = await infer.call(({ infer }, ended) => infer.find(request, { signal: ended }), signal);
      } else {
        started = performance.now();
        const request = { ...job, column, dataset: paths.datasetFile(dataset.id, dataset.version) };
        matches = await infer.call(({ infer }, ended) => infer.findWords(request, { signal: ended }), signal);
      }
      const tookMs = performance.now() - started;
      const at = dataset.columns.findIndex(({ name }) => name === column);
      const texts = await textsOf(context, dataset, at, matches, signal);
      yield {
        event: 'found',
        ...{ by: place?.by ?? 'words', model: place?.name ?? null, column, rows: dataset.rows, tookMs },
        matches: matches.map((match, index) => ({ ...match, text: texts[index] ?? '' })),
      };
    },

    async *map({ id, column: asked, model, clusters, colour = null }, { signal, peer }): AsyncGenerator<MapEvent> {
      const dataset = stores.datasets.get(id);
      const column = asked ?? usualColumn(dataset);
      checkColumn(dataset, column);
      if (colour !== null) checkColumn(dataset, colour);
      const place = model?.kind === 'words' ? null : await placeOf(context, model, peer);
      const vectors = place && (yield* vectorsOf(dataset, column, place, signal));
      const request = { dataset: paths.datasetFile(id, dataset.version), column, vectors, clusters, colour };
      const start = () => startWorker(context.spawn, 'infer', inferContract);
      const about = { by: place?.by ?? 'words', model: place?.name ?? null, column } as const;
      for await (const event of streamAlone(start, signal, ({ client }) => client.infer.mapRows(request))) {
        if (event.event === 'progress') yield event;
        else yield { ...event, ...about, event: 'mapped' };
      }
    },
  };
}

async function* embed(
  context: HostContext,
  { model, source, column, target }: EmbedRequest,
  peer: StudioPeer,
  signal: AbortSignal,
): AsyncGenerator<EmbedEvent> {
  const { stores, paths, files, infer } = context;
  const place = (await placeOf(context, model, peer)) as Place;
  const dataset = source.kind === 'dataset' ? stores.datasets.get(source.id) : null;
  if (dataset) checkColumn(dataset, column);
  const name = `${dataset?.name ?? 'rows'} ${column}`;
  const path = await fileTarget(context, target, { name, extension: '.npy' }, peer);
  await using scratch = new ScratchFolder(paths);
  await mkdir(scratch.path, { recursive: true });
  const table =
    source.kind === 'dataset'
      ? { path: paths.datasetFile(source.id, (dataset as Dataset).version), rejected: 0 }
      : await readTable(context, scratch.path, [files.resolve(source.file, peer)], {}, signal);
  const kept = dataset ? vectorsPath(context, dataset, column, place) : join(scratch.path, 'vectors.npy');
  const cached = existsSync(kept);
  const request = { model: place.folder, column, output: kept, dataset: table.path };
  for await (const event of infer.stream(({ infer }, ended) => infer.embed(request, { signal: ended }), signal)) {
    if (event.event === 'progress') {
      yield event;
      continue;
    }
    let written = false;
    try {
      await copyFile(kept, path);
      written = true;
    } finally {
      if (!written) await rm(path, { force: true }).catch(() => {});
    }
    if (target) shareAsUsual(path);
    yield { ...event, cached, rejected: table.rejected, path, download: peer.offerDownload?.(path) ?? null };
  }
}

/**
 * Where a model lies that tells how alike texts are. Left out, it is the encoder that was added last; `null` where there is none.
 *
 * @throws AppError `not_found`
 */
async function placeOf(
  { stores, paths, files }: HostContext,
  model: PlayableModel | undefined,
  peer: StudioPeer,
): Promise<Place | null> {
  if (model?.kind === 'folder') {
    const folder = files.resolve(model.folder, peer);
    return { folder, name: basename(folder), stamp: folder, by: 'encoder' };
  }
  if (model?.kind === 'model') {
    const { id, name, recipe, config, weightsSha256 } = stores.models.get(model.id) as TrainedModel & {
      weightsSha256?: string;
    };
    if (!config) throw new AppError('model_other_task', { task: taskOf(recipe).kind, asked: 'sentence-similarity' });
    return { folder: paths.modelFolder(id), name, stamp: weightsSha256 ?? id, by: bodyOf(config) };
  }
  const base = model
    ? stores.bases.get(model.id)
    : stores.bases
        .list()
        .filter(({ config }) => bodyOf(config) === 'encoder')
        .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))[0];
  if (!base) return null;
  return { folder: base.path, name: base.name, stamp: base.sha256, by: bodyOf(base.config) };
}

/** The column with the longest texts. */
const usualColumn = ({ columns }: Dataset): string =>
  wordedColumns(columns).toSorted((one, other) => other.meanLength - one.meanLength)[0]?.name ?? '';

function checkColumn({ columns }: Dataset, column: string): void {
  if (columns.some(({ name }) => name === column)) return;
  throw new AppError('column_unknown', { column, columns: columns.map(({ name }) => name).join(', ') });
}

/** Beside the version's own file, and named by all that its numbers depend on. */
function vectorsPath({ paths }: HostContext, { id, version }: Dataset, column: string, { stamp }: Place): string {
  const key = createHash('sha256')
    .update(JSON.stringify([VECTORS_VERSION, stamp, column]))
    .digest('hex')
    .slice(0, 16);
  return paths.vectors(id, version, key);
}

/** Goes up when the same model gives other numbers. */
const VECTORS_VERSION = 1;

async function textsOf(
  { reader, paths }: HostContext,
  { id, version }: Dataset,
  at: number,
  matches: readonly { row: number }[],
  signal: AbortSignal,
): Promise<string[]> {
  if (matches.length === 0) return [];
  const files = { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
  const rows = matches.map(({ row }) => row);
  const found = await reader.call((client, ended) => client.data.rowsAt({ files, rows }, { signal: ended }), signal);
  return found.rows.map((cells) => (cells[at] ?? '').slice(0, MOST_SHOWN));
}
