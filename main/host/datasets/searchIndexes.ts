import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SearchIndexState } from '../../../shared/domain/datasets/datasetView.ts';
import { toAppError } from '../../../shared/errors/errors.ts';
import type { HostContext } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';
import { Broadcast } from '../services/events.ts';

/** Cells are often changed one after the other: the index waits until that is over. */
const CALM_MS = 1500;
const INDEX_FILE = /^v\d+\.search\.db(\.partial(-journal)?)?$/;

interface Building {
  id: string;
  version: number;
  stop(): void;
  done: Promise<void>;
}

/** Builds the search indexes of the data sets' current versions in the background, one at a time. Only those are kept. */
export class SearchIndexes {
  readonly #context: HostContext;
  readonly #states = new Broadcast<{ id: string; state: SearchIndexState }>();
  readonly #waiting = new Set<string>();
  readonly #calm = new Map<string, NodeJS.Timeout>();
  #building: Building | undefined;
  #closed = false;

  constructor(context: HostContext) {
    this.#context = context;
  }

  /** The state of a data set's index, and every later one. Whoever looks wants it built. */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<SearchIndexState> {
    const states = this.#states.subscribe(signal);
    yield this.#stateOf(id);
    if (!this.#calm.has(id)) this.#want(id);
    for await (const told of states) if (told.id === id) yield told.state;
  }

  /** The data set has another version; its index is built soon. */
  changed(id: string): void {
    // The command line only comes and goes; a studio builds what is missing once somebody looks.
    if (this.#context.info.shell === 'cli' && this.#states.listeners === 0) return;
    clearTimeout(this.#calm.get(id));
    const timer = setTimeout(() => {
      this.#calm.delete(id);
      this.#want(id);
    }, CALM_MS);
    timer.unref();
    this.#calm.set(id, timer);
    this.#tell(id);
  }

  /** Stops what is done for a data set that is about to be removed. */
  async forget(id: string): Promise<void> {
    clearTimeout(this.#calm.get(id));
    this.#calm.delete(id);
    this.#waiting.delete(id);
    if (this.#building?.id !== id) return;
    this.#building.stop();
    await this.#building.done;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#calm.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#states.close();
    this.#building?.stop();
    await this.#building?.done;
  }

  #want(id: string): void {
    const dataset = this.#find(id);
    if (!dataset || existsSync(this.#context.paths.searchIndex(id, dataset.version))) return;
    if (this.#building?.id === id && this.#building.version === dataset.version) return;
    this.#waiting.add(id);
    // What is built for an older version is of no use any more.
    if (this.#building?.id === id) this.#building.stop();
    this.#next();
  }

  #next(): void {
    const [id] = this.#waiting;
    if (id === undefined || this.#building || this.#closed) return;
    this.#waiting.delete(id);
    const dataset = this.#find(id);
    if (!dataset) {
      this.#next();
      return;
    }
    const { version } = dataset;
    const stopped = new AbortController();
    const done = this.#build(id, version, stopped.signal).finally(() => {
      this.#building = undefined;
      this.#next();
    });
    this.#building = { id, version, stop: () => stopped.abort(), done };
  }

  async #build(id: string, version: number, stopped: AbortSignal): Promise<void> {
    const { paths, spawn } = this.#context;
    const output = paths.searchIndex(id, version);
    try {
      const request = { file: paths.datasetFile(id, version), output };
      for await (const { done, total } of dataJob(spawn, stopped, (data) => data.index(request)))
        this.#tell(id, { state: 'building', done, total });
      removeIndexes(dirname(output), basename(output));
      this.#tell(id);
    } catch (error) {
      // Searching works without it; why it could not be built is told to whoever looks.
      if (!stopped.aborted) this.#tell(id, { state: 'failed', reason: toAppError(error).message });
    } finally {
      for (const suffix of ['', '-journal']) rmSync(`${output}.partial${suffix}`, { force: true });
    }
  }

  #tell(id: string, state?: SearchIndexState): void {
    if (this.#find(id)) this.#states.emit({ id, state: state ?? this.#stateOf(id) });
  }

  /** @throws AppError `not_found` */
  #stateOf(id: string): SearchIndexState {
    const { version } = this.#context.stores.datasets.get(id);
    return { state: existsSync(this.#context.paths.searchIndex(id, version)) ? 'ready' : 'waiting' };
  }

  #find(id: string) {
    return this.#closed ? undefined : this.#context.stores.datasets.list().find((dataset) => dataset.id === id);
  }
}

/** Those of other versions: going back to one builds its index again. */
function removeIndexes(folder: string, except: string): void {
  for (const name of readdirSync(folder)) {
    if (!INDEX_FILE.test(name) || name === except) continue;
    try {
      rmSync(join(folder, name));
    } catch {
      // Windows keeps a file that is open; it goes with the next one.
    }
  }
}
