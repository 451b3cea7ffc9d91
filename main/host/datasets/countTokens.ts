import type { RowView } from '../../../shared/domain/datasets/datasetView.ts';
import type { CountEvent, ModelReference } from '../../../shared/ipc/contract.ts';
import type { HostContext, StudioPeer } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';

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
  yield* dataJob(spawn, signal, (data) => data.countTokens({ files, view, model: folder }, { signal }));
}
