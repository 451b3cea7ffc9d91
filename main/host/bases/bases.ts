import { basename } from 'node:path';
import { newId } from '../../../shared/domain/ids.ts';
import type { BaseModel, FoundModel } from '../../../shared/domain/models/base.ts';
import type { HubOrigin } from '../../../shared/domain/models/hub.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { BaseEvent, BaseToAdd, StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import { convertContract } from '../../workers/convertContract.ts';
import { startWorker } from '../../workers/process/workerHandle.ts';
import { wholeIn } from '../hub/downloadFolder.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { streamAlone } from '../services/workerCalls.ts';
import { findModels } from './foundModels.ts';

export function baseHandlers(context: HostContext): Handlers<StudioContract, StudioPeer>['bases'] {
  const { stores } = context;
  const found = async () => {
    const listed = new Set(stores.bases.list().map(({ path }) => path));
    return (await foundModels(context)).filter(({ path }) => !listed.has(path));
  };

  return {
    list: () => stores.bases.list(),
    get: ({ id }) => stores.bases.get(id),
    found,

    async *add({ source, name }, { signal, peer }) {
      const given = await placeOf(context, source, peer);
      yield* addBase(context, { ...given, name: name ?? given.name }, signal);
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

interface Place {
  path: string;
  /** What it is called unless the user says. */
  name: string;
  /** Where it was downloaded from, and the licence that was agreed to there: it counts where the files name none. */
  origin?: HubOrigin | undefined;
  license?: string | null | undefined;
}

/** Looks at what lies at a path in a process of its own, and lists it. */
export async function* addBase(
  context: HostContext,
  { path, name, origin, license }: Place,
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
      license: event.facts.license ?? license ?? null,
      ...{ id: known?.id ?? newId(), name, path, createdAt: known?.createdAt ?? new Date().toISOString() },
      origin: origin ?? null,
    };
    stores.bases.put(base);
    announce(context, 'bases');
    yield { event: 'done', base };
  }
}

/** Where it lies. A window can name what was found, and nothing else by its path. */
async function placeOf(context: HostContext, source: BaseToAdd, peer: StudioPeer): Promise<Place> {
  const path = source.kind === 'found' ? source.path : context.files.resolve(source, peer);
  const own = downloaded(context).find((model) => model.path === path);
  if (own) return own;
  if (source.kind !== 'found') return { path, name: basename(path).replace(/\.gguf$/i, '') };
  const found = (await findModels()).find((model) => model.path === path);
  if (!found) throw new AppError('not_found', { kind: 'base', id: path });
  return { path, name: found.name };
}

const foundModels = async (context: HostContext): Promise<FoundModel[]> => [
  ...downloaded(context).map(({ path, name, bytes }) => ({ path, name, bytes, foundIn: 'kindling' as const })),
  ...(await findModels()),
];

/** Models that were downloaded into the home, listed or not. */
const downloaded = ({ paths }: HostContext) =>
  wholeIn(paths.bases).map(({ path, manifest: { name, license, hub, id, commit, files } }) => ({
    ...{ path, name, license, origin: { hub, id, commit } },
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
