import { mkdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { AppError } from '../../shared/errors/errors.ts';
import { contract, type HostEvent, type PickedFile, type StudioContract } from '../../shared/ipc/contract.ts';
import type { Port } from '../../shared/ipc/frames.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { serve } from '../../shared/ipc/server.ts';
import { acquireHomeLock, type HomeLock } from '../db/homeLock.ts';
import { openOrRecover, type Stores } from '../db/stores.ts';
import type { EngineProvider } from '../engine/provider.ts';
import { asWriteError } from '../files/fileSink.ts';
import type { SpawnWorker } from '../workers/process/workerHandle.ts';
import { addBase, baseHandlers } from './bases/bases.ts';
import { datasetHandlers } from './datasets/datasets.ts';
import { DatasetVersions } from './datasets/datasetVersions.ts';
import { SearchIndexes } from './datasets/searchIndexes.ts';
import { engineHandlers } from './engine/engine.ts';
import { removeLeftovers } from './home/leftovers.ts';
import { Listings } from './home/listings.ts';
import { makePrivate, setPrivateUmask } from './home/privateHome.ts';
import { recover } from './home/recovery.ts';
import { storageHandlers, trashHandlers } from './home/storage.ts';
import { Trash } from './home/trash.ts';
import { Downloads } from './hub/downloads.ts';
import { type HubServices, hubHandlers } from './hub/hub.ts';
import { HubTokens } from './hub/hubTokens.ts';
import { labellingHandlers } from './labelling/labelling.ts';
import { availableMemory } from './machine/availableMemory.ts';
import { everExported } from './models/everExported.ts';
import { modelHandlers } from './models/models.ts';
import { playgroundHandlers } from './playground/playground.ts';
import { Previews } from './recipes/previews.ts';
import { previewRecipe } from './recipes/recipePreview.ts';
import { Preflights } from './runs/preflight/preflight.ts';
import { Trials } from './runs/preflight/trials.ts';
import { runHandlers } from './runs/runs.ts';
import { TrainingQueue } from './runs/trainingQueue.ts';
import { searchHandlers } from './search/search.ts';
import { announce, type HostContext, type NativePicker, type StudioPeer } from './services/context.ts';
import { DatasetFiles } from './services/datasetFiles.ts';
import { EngineManager } from './services/engineManager.ts';
import { Broadcast } from './services/events.ts';
import { FileJobs } from './services/fileJobs.ts';
import { FileTokens, storeText } from './services/files.ts';
import { InferSession } from './services/inferSession.ts';
import type { KeyStore } from './services/keyStore.ts';
import { type HomePaths, homePaths } from './services/paths.ts';
import { ReaderSession } from './services/readerSession.ts';
import { serverHandlers } from './serving/handlers.ts';
import { Serving } from './serving/serving.ts';

export interface HostOptions {
  /** The user's data folder; created if it is not there. One host owns it at a time. */
  home: string;
  /** Folder with the sample data. */
  resources: string;
  shell: 'electron' | 'headless' | 'cli';
  spawnWorker: SpawnWorker;
  engine: EngineProvider;
  /** Native dialogs, where the shell has them. */
  picker?: NativePicker;
  /** The system's key store, where the shell has one; without it access tokens are kept until the studio ends. */
  keyStore?: KeyStore | undefined;
  /** How a hub is asked; tests have one of their own. */
  network?: HubNetwork;
  /** Bytes that a run could get; tests say how many. */
  availableMemory?: () => Promise<number>;
  onInternalError?: (error: unknown, method: string) => void;
  /** Told what the user should know of the home, in English. */
  onNotice?: (text: string) => void;
}

export interface HubNetwork {
  fetch: typeof fetch;
  /** Variables: `HF_TOKEN`, `HF_ENDPOINT`. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Waits before a download that broke off is tried again. */
  retryDelaysMs?: readonly number[];
}

export interface Host {
  readonly home: string;
  /** True while a run waits or goes on: closing now would interrupt it. */
  readonly busy: boolean;
  /** Serves the contract on a port until it closes. */
  attach(port: Port, peer: StudioPeer): void;
  /** Before closing: no other run begins, and what trains is stopped and its model kept. */
  windUp(): Promise<void>;
  addFile(path: string): PickedFile;
  addFolder(path: string): { token: string; name: string };
  close(): Promise<void>;
}

/**
 * The studio's core, put together. Knows nothing of Electron, HTTP or terminals: the shells attach ports to it.
 *
 * @throws AppError `home_in_use`, `database_corrupt`, `database_newer`; `write_failed`, `disk_full` for a folder that cannot be used
 */
export function createHost(options: HostOptions): Host {
  const paths = homePaths(options.home);
  // From here on in this process and in its workers, whatever is made is for its owner.
  setPrivateUmask();
  try {
    return openHome(options, paths);
  } catch (error) {
    throw asWriteError(error, paths.home);
  }
}

function openHome(options: HostOptions, paths: HomePaths): Host {
  mkdirSync(paths.home, { recursive: true });
  const lock = acquireHomeLock(paths.home);
  try {
    const left = makePrivate(paths);
    if (left) options.onNotice?.(`others on this machine can read ${left.path}: ${left.problem}`);
    // Uploads live as long as the tokens that name them.
    rmSync(paths.uploads, { recursive: true, force: true });
    rmSync(paths.scratch, { recursive: true, force: true });
    const { stores, recovery, fresh } = openOrRecover(paths.database);
    try {
      if (recovery || fresh) recover(paths, stores, recovery);
      return startHost(options, paths, stores, lock);
    } catch (error) {
      stores.close();
      throw error;
    }
  } catch (error) {
    // A home that did not open must not stay locked.
    lock.release();
    throw error;
  }
}

function startHost(options: HostOptions, paths: HomePaths, opened: Stores, lock: HomeLock): Host {
  const listings = new Listings(paths, opened);
  const stores = listings.watch();
  removeLeftovers(paths, stores);
  const engine = new EngineManager(options.engine);
  const events = new Broadcast<HostEvent>();
  const reader = new ReaderSession(options.spawnWorker);
  const damaged = new Map<string, { problem: string; mtimeMs: number | undefined }>();
  const datasetFiles = new DatasetFiles(paths, (file, problem) => {
    damaged.set(file, { problem, mtimeMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs });
    events.emit({ event: 'changed', what: 'storage' });
  });
  const trash = new Trash({
    ...{ paths, stores },
    announce: (what) => events.emit({ event: 'changed', what }),
    release: async (kind, id) => {
      if (kind !== 'dataset') return;
      datasetFiles.close(id);
      await searchIndexes.forget(id);
      await reader.release(join(paths.datasets, id));
    },
    // No copy has it either.
    onPurged: () => unlessUnwritable(() => stores.backUp({ renew: true })),
  });
  const context: HostContext = {
    info: {
      version: packageJson.version,
      platform: `${process.platform} ${process.arch}`,
      shell: options.shell,
      home: paths.home,
      canPickFiles: options.picker !== undefined,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
    paths,
    resources: options.resources,
    stores,
    events,
    engine,
    infer: new InferSession(options.spawnWorker, engine),
    reader,
    jobs: new FileJobs(),
    files: new FileTokens(paths.uploads),
    trash,
    damaged,
    spawn: options.spawnWorker,
    picker: options.picker ?? null,
  };
  const network = options.network ?? { fetch: globalThis.fetch, environment: process.env };
  const hub: HubServices = {
    downloads: new Downloads({
      folder: paths.bases,
      add: (model, signal) => addBase(context, model, signal),
      isListed: (path) => stores.bases.list().some((base) => base.path === path),
      retryDelaysMs: network.retryDelaysMs,
    }),
    tokens: new HubTokens(paths.keys, options.keyStore ?? null, network.environment),
    fetch: network.fetch,
  };
  const searchIndexes = new SearchIndexes(context);
  const serving = new Serving(context, options.onInternalError ?? (() => {}));
  const queue = new TrainingQueue(context, datasetFiles);
  const memory = options.availableMemory ?? availableMemory;
  const trials = new Trials({ spawn: options.spawnWorker, engine, availableMemory: memory });
  const preflights = new Preflights(context, { trials, availableMemory: memory, isBusy: () => queue.busy });
  const previews = new Previews(context);
  const handlers = createHandlers(context, datasetFiles, searchIndexes, queue, preflights, previews, { hub, serving });
  const ports = new Set<Port>();
  let closed: Promise<void> | undefined;

  return {
    home: paths.home,
    get busy() {
      return queue.busy;
    },
    attach(port, peer) {
      ports.add(port);
      port.onClose(() => ports.delete(port));
      serve(port, contract, handlers, peer, options.onInternalError);
    },
    windUp: () => queue.windUp(),
    addFile: (path) => context.files.addFile(path),
    addFolder: (path) => context.files.addFolder(path),
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    for (const port of [...ports]) port.close();
    trash.close();
    await serving.close();
    await engine.close();
    await hub.downloads.close();
    await preflights.close();
    await previews.close();
    await queue.close();
    await context.infer.close();
    await context.reader.close();
    await context.jobs.close();
    context.files.close();
    await searchIndexes.close();
    context.events.close();
    datasetFiles.closeAll();
    stores.runs.settle();
    await listings.flush();
    unlessUnwritable(() => stores.backUp());
    stores.close();
    lock.release();
  }
}

/** A copy of the database is good to have; that there is no room for it is no reason to fail. */
function unlessUnwritable(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

function createHandlers(
  context: HostContext,
  datasetFiles: DatasetFiles,
  searchIndexes: SearchIndexes,
  queue: TrainingQueue,
  preflights: Preflights,
  previews: Previews,
  { hub, serving }: { hub: HubServices; serving: Serving },
): Handlers<StudioContract, StudioPeer> {
  const { stores, picker, files } = context;
  const versions = new DatasetVersions(context, datasetFiles, searchIndexes);
  return {
    host: {
      info: async () => ({ ...context.info, exported: await everExported(context) }),
      openAddress: (options, { peer }) => ({ url: peer.openAddress?.(options) ?? null }),
      watch: (_, { signal }) => context.events.subscribe(signal),
    },
    settings: {
      get: () => stores.settings.get(),
      set: (patch) => {
        stores.settings.set(patch);
        announce(context, 'settings');
        return stores.settings.get();
      },
    },
    files: {
      pickFile: async ({ what = 'table' }) => {
        const path = await picker?.file(what);
        return path ? files.addFile(path) : null;
      },
      pickFolder: async () => {
        const path = await picker?.folder();
        return path ? files.addFolder(path) : null;
      },
      discard: async (request) => {
        await files.discard(request.files);
        return {};
      },
      addText: async ({ text }) => files.addFile(await storeText(context.paths.uploads, text)),
    },
    engine: engineHandlers(context),
    datasets: {
      ...datasetHandlers(context, datasetFiles, searchIndexes, versions),
      splitPreview: (request, { signal }) => previews.split(request, signal),
    },
    recipes: {
      examine: (request, { signal }) => previews.examine(request, signal),
      tokens: (request, { signal }) => previews.tokens(request, signal),
      preview: (request, { signal }) => previewRecipe(context, datasetFiles, request, signal),
    },
    labelling: labellingHandlers(context),
    runs: runHandlers(context, queue, preflights),
    models: modelHandlers(context),
    bases: baseHandlers(context),
    hub: hubHandlers(context, hub),
    playground: playgroundHandlers(context, versions),
    search: searchHandlers(context),
    server: serverHandlers(serving),
    trash: trashHandlers(context),
    storage: storageHandlers(context),
  };
}
