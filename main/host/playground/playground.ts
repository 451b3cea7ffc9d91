import { newId } from '../../../shared/domain/ids.ts';
import { recorderOf } from '../../../shared/domain/tasks/index.ts';
import type { PlayableModel, StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { DatasetVersions } from '../datasets/datasetVersions.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { predictTable } from './predictTable.ts';

export function playgroundHandlers(
  context: HostContext,
  versions: DatasetVersions,
): Handlers<StudioContract, StudioPeer>['playground'] {
  const { stores, paths, files, infer } = context;

  const locate = (model: PlayableModel, peer: StudioPeer) => {
    if (model.kind === 'folder') return { folder: files.resolve(model.folder, peer), stored: null };
    if (model.kind === 'base') return { folder: stores.bases.get(model.id).path, stored: null };
    const stored = stores.models.get(model.id);
    return { folder: paths.modelFolder(stored.id), stored };
  };

  return {
    async *predict({ model, input }, { signal, peer }) {
      const { folder, stored } = locate(model, peer);
      const startedAt = performance.now();
      const recorder = stored && recorderOf(input);
      let isDone = false;
      const remember = (cancelledMs: number | null) => {
        const entry = recorder?.entry(cancelledMs);
        if (!entry || !stored) return;
        const named = { id: newId(), modelId: stored.id, modelName: stored.name, createdAt: new Date().toISOString() };
        stores.history.insert({ ...named, ...entry });
        announce(context, 'history');
      };
      try {
        for await (const event of infer.stream(
          (client, ended) => client.infer.predict({ model: folder, input }, { signal: ended }),
          signal,
        )) {
          recorder?.take(event);
          if (event.event === 'done') {
            isDone = true;
            remember(null);
          }
          yield event;
        }
      } finally {
        // Stop makes the worker's stream throw, or the reader end this one at the next event: whichever comes first.
        if (signal.aborted && !isDone) remember(performance.now() - startedAt);
      }
    },

    explain: ({ model, input }, { signal, peer }) => {
      const { folder } = locate(model, peer);
      return context.infer.call(
        (client, ended) => client.infer.explain({ model: folder, input }, { signal: ended }),
        signal,
      );
    },

    async *predictTable(request, { signal, peer }) {
      const work = (ended: AbortSignal) => predictTable(context, versions, request, peer, ended);
      yield* context.jobs.run(signal, work);
    },

    history: ({ modelId }) => stores.history.list(modelId),
    removeHistory: ({ id, forGood }) => {
      const entry = stores.history.sizes().filter((candidate) => candidate.id === id);
      const name = stores.history.list().find((candidate) => candidate.id === id)?.modelName ?? '';
      return context.trash.removeHistory(entry, name, forGood);
    },
    clearHistory: ({ modelId, forGood }) => {
      const name = stores.history.list(modelId)[0]?.modelName ?? '';
      return context.trash.removeHistory(stores.history.sizes(modelId), name, forGood);
    },
  };
}
