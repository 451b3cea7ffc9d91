import type { StorageProblem, StoredKind } from '../../shared/domain/storage.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import type { UnreadableRow } from '../db/readRows.ts';
import type { HostContext, StudioPeer } from './context.ts';

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
    raw: ({ kind, id }) => ({ text: unreadableRow(context, kind, id).raw }),
    remove: ({ kind, id }) => {
      const { name } = unreadableRow(context, kind, id);
      if (kind === 'history') return trash.removeHistory([{ id, bytes: 0 }], name ?? id);
      return trash.remove(kind, { id, name: name ?? id });
    },
  };
}

function storageProblems({ stores }: HostContext): StorageProblem[] {
  return KINDS.flatMap((kind) =>
    STORES[kind](stores)
      .unreadable()
      .map(({ id, name, reason }) => ({ kind, id, name, problem: 'unreadable', detail: reason, path: null }) as const),
  );
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
