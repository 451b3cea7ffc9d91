import { basename } from 'node:path';
import { newId } from '../../../shared/domain/ids.ts';
import type { BaseModel } from '../../../shared/domain/models/base.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { BaseEvent, BaseToAdd, StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { convertContract } from '../../workers/contracts.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { streamAlone } from '../services/workerCalls.ts';
import { findModels } from './foundModels.ts';

export function baseHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['bases'] {
  const { stores } = context;
  const found = async () => {
    const listed = new Set(stores.bases.list().map(({ path }) => path));
    return (await findModels()).filter(({ path }) => !listed.has(path));
  };

  return {
    list: () => stores.bases.list(),
    get: ({ id }) => stores.bases.get(id),
    found,

    async *add({ source, name }, { signal, peer }) {
      const given = await placeOf(context, source, peer);
      yield* addBase(context, { path: given.path, name: name ?? given.name }, signal);
    },

    rename: ({ id, name }) => {
      stores.bases.rename(id, name);
      announce(context, 'bases');
      return stores.bases.get(id);
    },

    remove: ({ id }) => {
      stores.bases.remove(id);
      announce(context, 'bases');
      return {};
    },
  };
}

/** Looks at what lies at a path in a process of its own, and lists it. */
export async function* addBase(
  context: HostContext,
  { path, name }: { path: string; name: string },
  signal: AbortSignal,
): AsyncGenerator<BaseEvent> {
  const { stores, spawn } = context;
  const start = () => startWorker(spawn, 'convert', convertContract);
  for await (const event of streamAlone(start, signal, ({ client }) => client.convert.inspect({ path }))) {
    if (event.event === 'progress') {
      yield event;
      continue;
    }
    // Runs name a base by its id: what is looked at again keeps it.
    const known = stores.bases.list().find((base) => base.path === path);
    const base: BaseModel = {
      ...event.facts,
      ...{ id: known?.id ?? newId(), name, path, createdAt: known?.createdAt ?? new Date().toISOString() },
    };
    stores.bases.put(base);
    announce(context, 'bases');
    yield { event: 'done', base };
  }
}

/** Where it lies, and what it is called unless the user says. A window can name what was found, and nothing else by its path. */
async function placeOf(
  { files }: HostContext,
  source: BaseToAdd,
  peer: StudioPeer,
): Promise<{ path: string; name: string }> {
  if (source.kind === 'found') {
    const found = (await findModels()).find(({ path }) => path === source.path);
    if (!found) throw new AppError('not_found', { kind: 'base', id: source.path });
    return found;
  }
  const path = files.resolve(source, peer);
  return { path, name: basename(path).replace(/\.gguf$/i, '') };
}
