import type { EngineInstallState } from '../../../shared/domain/engines/engine.ts';
import type { StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { HostContext, StudioPeer } from '../services/context.ts';

export function engineHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['engine'] {
  const { engine } = context;
  void forwardChanges(context);

  return {
    status: () => engine.status(),

    async *install(_, { signal }): AsyncGenerator<EngineInstallState> {
      // A window that closes only stops watching: the installation goes on in the background.
      const ended = new AbortController();
      const changes = engine.changes.subscribe(AbortSignal.any([signal, ended.signal]));
      const finished = engine.install().finally(() => ended.abort());
      finished.catch(() => {});
      for await (const status of changes) yield status.install;
      if (!signal.aborted) await finished;
    },

    cancelInstall: async () => {
      await engine.cancelInstall();
      return {};
    },
  };
}

async function forwardChanges(context: HostContext): Promise<void> {
  // Ends when the engine manager closes its broadcast.
  const forever = new AbortController();
  for await (const status of context.engine.changes.subscribe(forever.signal)) {
    context.events.emit({ event: 'engine', status });
  }
}
