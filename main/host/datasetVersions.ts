import type { Dataset } from '../../shared/domain/dataset.ts';
import type { DatasetStep } from '../../shared/domain/datasetStep.ts';
import type { ChangeEvent } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { dataContract } from '../workers/contracts.ts';
import { startWorker } from '../workers/workerHandle.ts';
import { announce, type HostContext } from './context.ts';
import type { SearchIndexes } from './searchIndexes.ts';

/** Makes versions of data sets, one at a time for each. */
export class DatasetVersions {
  readonly #context: HostContext;
  readonly #indexes: SearchIndexes;
  readonly #changing = new Set<string>();

  constructor(context: HostContext, indexes: SearchIndexes) {
    this.#context = context;
    this.#indexes = indexes;
  }

  /** @throws AppError `dataset_changing`; what the step throws */
  async *change(id: string, step: DatasetStep, signal: AbortSignal): AsyncGenerator<ChangeEvent> {
    const { stores, paths, spawn } = this.#context;
    const dataset = stores.datasets.get(id);
    if (this.#changing.has(id)) throw new AppError('dataset_changing', { name: dataset.name });
    this.#changing.add(id);
    const worker = startWorker(spawn, 'data', dataContract);
    const kill = () => worker.kill();
    signal.addEventListener('abort', kill, { once: true });
    try {
      signal.throwIfAborted();
      const version = nextVersion(stores.datasets.versions(id));
      const source = paths.datasetFile(id, dataset.version);
      const output = paths.datasetFile(id, version);
      for await (const event of worker.client.data.derive({ source, output, step }, { signal })) {
        if (event.event === 'progress') {
          yield event;
          continue;
        }
        const createdAt = new Date().toISOString();
        stores.datasets.addVersion(id, { ...event.summary, version, parent: dataset.version, step, createdAt });
        announce(this.#context, 'datasets');
        this.#indexes.changed(id);
        yield { event: 'done', dataset: stores.datasets.get(id) };
      }
    } catch (error) {
      throw signal.aborted ? new AppError('cancelled', {}, { cause: error }) : error;
    } finally {
      signal.removeEventListener('abort', kill);
      worker.kill();
      await worker.exited;
      this.#changing.delete(id);
    }
  }

  /** @throws AppError `not_found`, `dataset_changing` */
  set(id: string, version: number): Dataset {
    const { stores } = this.#context;
    if (this.#changing.has(id)) throw new AppError('dataset_changing', { name: stores.datasets.get(id).name });
    stores.datasets.setVersion(id, version);
    announce(this.#context, 'datasets');
    this.#indexes.changed(id);
    return stores.datasets.get(id);
  }
}

/** Never one that was there before: a run may have used it. */
const nextVersion = (versions: readonly { version: number }[]): number =>
  1 + Math.max(0, ...versions.map(({ version }) => version));
