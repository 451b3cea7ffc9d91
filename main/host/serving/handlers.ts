import type { StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { StudioPeer } from '../services/context.ts';
import type { Serving } from './serving.ts';

export const serverHandlers = (serving: Serving): Handlers<StudioContract, StudioPeer>['server'] => ({
  state: () => serving.state(),
  watch: (_, { signal }) => serving.watch(signal),
  set: (patch) => serving.set(patch),
  serve: ({ kind, id, served }) => serving.serve({ kind, id }, served),
  start: () => serving.start(),
  stop: () => serving.stop(),
  run: (request, { signal }) => serving.run(request, signal),
  keys: () => serving.keys.list(),
  makeKey: async ({ name }) => {
    const made = await serving.keys.make(name);
    serving.told();
    return made;
  },
  revokeKey: async ({ id }) => {
    await serving.keys.revoke(id);
    serving.told();
    return {};
  },
  log: ({ limit }) => ({ requests: serving.log.list(limit), total: serving.log.size }),
  clearLog: async () => {
    await serving.log.clear();
    serving.told();
    return {};
  },
});
