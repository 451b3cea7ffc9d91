import type { RowView } from '../../shared/domain/datasetView.ts';
import type { CountEvent, ModelReference } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { dataContract } from '../workers/contracts.ts';
import { startWorker } from '../workers/workerHandle.ts';
import type { HostContext, StudioPeer } from './context.ts';

/** Counts the tokens of a view's rows under a model's tokenizer, in a process of its own. */
export async function* countTokens(
  { stores, paths, files: references, spawn }: HostContext,
  { id, view, model }: { id: string; view: RowView; model: ModelReference },
  peer: StudioPeer,
  signal: AbortSignal,
): AsyncGenerator<CountEvent> {
  const { version } = stores.datasets.get(id);
  const folder =
    model.kind === 'folder'
      ? references.resolve(model.folder, peer)
      : paths.modelFolder(stores.models.get(model.id).id);
  const files = { file: paths.datasetFile(id, version), index: paths.searchIndex(id, version) };
  const worker = startWorker(spawn, 'data', dataContract);
  const kill = () => worker.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    signal.throwIfAborted();
    yield* worker.client.data.countTokens({ files, view, model: folder }, { signal });
  } catch (error) {
    throw signal.aborted ? new AppError('cancelled', {}, { cause: error }) : error;
  } finally {
    signal.removeEventListener('abort', kill);
    worker.kill();
    await worker.exited;
  }
}
