import { statSync } from 'node:fs';
import { type DatasetHistory, stepSize } from '../../../shared/domain/datasets/datasetHistory.ts';
import type { HostContext } from '../services/context.ts';
import type { DatasetVersions } from './datasetVersions.ts';

/** The versions of a data set as its history shows them. */
export function datasetHistory({ stores, paths }: HostContext, versions: DatasetVersions, id: string): DatasetHistory {
  const { version: current } = stores.datasets.get(id);
  const stored = stores.datasets.versions(id);
  const exists = (version: number | null) => stored.some((candidate) => candidate.version === version);
  return {
    versions: stored.map(({ version, parent, step, rows, createdAt }) => ({
      ...{ version, rows, createdAt, kind: step.kind, changes: stepSize(step) },
      redacted: step.kind === 'redact_personal_data' ? step.types : [],
      parent: exists(parent) ? parent : null,
      bytes: sizeOf(paths.datasetFile(id, version)) + sizeOf(paths.searchIndex(id, version)),
      runs: versions.usersOf(id, version),
    })),
    current,
    // A version that cannot be read can be looked at, and nothing comes before or after it.
    canUndo: exists(current) && versions.canUndo(id),
    canRedo: exists(current) && versions.canRedo(id),
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
