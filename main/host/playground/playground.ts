import { newId } from '../../../shared/domain/ids.ts';
import type { GenerationEvent, HistoryEntry } from '../../../shared/domain/models/generation.ts';
import type { ModelReference, StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';

type Done = Extract<GenerationEvent, { event: 'done' }>;

export function playgroundHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['playground'] {
  const { stores, paths, files, infer } = context;

  const locate = (model: ModelReference, peer: StudioPeer) => {
    if (model.kind === 'folder') return { folder: files.resolve(model.folder, peer), stored: null };
    const stored = stores.models.get(model.id);
    return { folder: paths.modelFolder(stored.id), stored };
  };

  return {
    async *generate({ model, prompt: source, settings }, { signal, peer }) {
      const { folder, stored } = locate(model, peer);
      const startedAt = performance.now();
      let prompt = '';
      let text = '';
      let tokens = 0;
      let remembered = false;
      const remember = ({ finishReason, tokensPerSecond }: Pick<Done, 'finishReason' | 'tokensPerSecond'>) => {
        remembered = true;
        if (!stored) return;
        const entry: HistoryEntry = {
          id: newId(),
          modelId: stored.id,
          modelName: stored.name,
          prompt,
          inputs: source.kind === 'inputs' ? source.inputs : null,
          settings,
          text,
          tokens,
          tokensPerSecond,
          finishReason,
          createdAt: new Date().toISOString(),
        };
        stores.history.insert(entry);
        announce(context, 'history');
      };
      try {
        const request = { model: folder, prompt: source, settings };
        for await (const event of infer.stream(
          (client, ended) => client.infer.generate(request, { signal: ended }),
          signal,
        )) {
          if (event.event === 'prompt') prompt = event.prompt;
          else if (event.event === 'token') {
            text += event.text;
            tokens++;
          } else if (event.event === 'done') {
            text = event.text;
            remember(event);
          }
          yield event;
        }
      } finally {
        // What was written before Stop was pressed is worth keeping, and it is what the user still sees. Stop makes the
        // worker's stream throw, or the reader end this one at the next token: whichever comes first.
        if (signal.aborted && tokens > 0 && !remembered) {
          const seconds = (performance.now() - startedAt) / 1000;
          remember({ finishReason: 'cancelled', tokensPerSecond: tokens / seconds });
        }
      }
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
