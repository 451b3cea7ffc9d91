import type { StorageProblem, StoredKind } from '../../../shared/domain/storage.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { StudioContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/rpc.ts';
import type { UnreadableRow } from '../../db/readRows.ts';
import { announce, type HostContext, type StudioPeer } from '../services/context.ts';
import { damagedFolders } from './damagedFolders.ts';
import { folderOf } from './listings.ts';
import { takeUp, unlisted } from './takeUp.ts';

type StudioHandlers = Handlers<StudioContract, StudioPeer>;

export function trashHandlers({ trash }: HostContext): StudioHandlers['trash'] {
  return {
    list: () => trash.list(),
    restore: ({ id }) => {
      trash.restore(id);
      return {};
    },
    purge: async ({ id }) => {
      await trash.purge(id);
      return {};
    },
    empty: async () => {
      await trash.empty();
      return {};
    },
  };
}

export function storageHandlers(context: HostContext): StudioHandlers['storage'] {
  const { trash } = context;
  return {
    problems: () => storageProblems(context),
    takeUp: () => {
      const taken = takeUp(context.paths, context.stores, false);
      for (const topic of ['datasets', 'runs', 'models', 'storage'] as const) announce(context, topic);
      return taken;
    },
    recovery: () => context.stores.settings.recovery(),
    dismissRecovery: () => {
      context.stores.settings.setRecovery(null);
      announce(context, 'storage');
      return {};
    },
    raw: ({ kind, id }) => ({ text: unreadableRow(context, kind, id).raw }),
    remove: ({ kind, id }) => {
      const found = storageProblems(context).find((problem) => problem.kind === kind && problem.id === id);
      if (!found || found.problem === 'unlisted') throw new AppError('not_found', { kind, id });
      const name = found.name ?? id;
      return kind === 'history' ? trash.removeHistory([{ id, bytes: 0 }], name) : trash.remove(kind, { id, name });
    },
  };
}

function storageProblems(context: HostContext): StorageProblem[] {
  const { stores, paths } = context;
  const unreadable = KINDS.flatMap((kind) =>
    STORES[kind](stores)
      .unreadable()
      .map(({ id, name, reason }) => ({ kind, id, name, problem: 'unreadable', detail: reason, path: null }) as const),
  );
  const found = unlisted(paths, stores).map(({ kind, id }) => {
    const path = folderOf(paths, kind, id);
    return { kind, id, name: null, problem: 'unlisted', detail: 'no row of the database names it', path } as const;
  });
  return [...unreadable, ...damagedFolders(context), ...found];
}

const STORES: Record<StoredKind, (stores: HostContext['stores']) => { unreadable(): UnreadableRow[] }> = {
  dataset: ({ datasets }) => datasets,
  run: ({ runs }) => runs,
  model: ({ models }) => models,
  history: ({ history }) => history,
};
const KINDS = Object.keys(STORES) as StoredKind[];

function unreadableRow({ stores }: HostContext, kind: StoredKind, id: string): UnreadableRow {
  const row = STORES[kind](stores)
    .unreadable()
    .find((candidate) => candidate.id === id);
  if (!row) throw new AppError('not_found', { kind, id });
  return row;
}
