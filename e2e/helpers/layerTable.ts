/**
 * Who may import whom: for each folder with sources, all that its files may import besides their own folder. What is not allowed is
 * forbidden, and a folder that is not here may not be. Lower layers come first.
 *
 * On the left `a/b` means the files directly in that folder, `a/**` all below it, `a/b.ts` one file; where several fit, the longest counts.
 * On the right the same, and a package, a module of Node (`node:fs` with `node:fs/promises`), or `type X` for what only types may be taken of.
 */
export type LayerTable = Readonly<Record<string, readonly string[]>>;

export const DOMAIN = 'shared/domain/**';
export const ERRORS = 'shared/errors/errors.ts';
/** A worker's or a shell's end of a connection. */
export const CONNECTION = [
  'shared/ipc/asyncQueue.ts',
  'shared/ipc/client.ts',
  'shared/ipc/closeEvent.ts',
  'type shared/ipc/frames.ts',
  'shared/ipc/limits.ts',
  'shared/ipc/memoryPort.ts',
  'shared/ipc/rpc.ts',
  'shared/ipc/server.ts',
];
/** All that a shell or the host has of `shared`. */
export const SHARED = [DOMAIN, ERRORS, 'shared/ipc/contract.ts', ...CONNECTION];

/** Of Node, what reads, writes and computes. What starts processes or opens connections is named where it is needed. */
export const NODE = [
  'node:buffer',
  'node:crypto',
  'node:fs',
  'node:module',
  'node:os',
  'node:path',
  'node:stream',
  'node:string_decoder',
  'node:timers',
  'node:url',
  'node:util',
];

/** The part of `main/db` that is files of data sets: workers never reach `kindling.db`. */
export const DATASET_FILES = [
  'main/db/cutRows.ts',
  'main/db/datasetDamage.ts',
  'main/db/datasetEditor.ts',
  'main/db/datasetFile.ts',
  'main/db/datasetRows.ts',
  'main/db/doctorFile.ts',
  'main/db/numberOf.ts',
  'main/db/open.ts',
  'main/db/rowConditions.ts',
  'main/db/searchIndex.ts',
];
