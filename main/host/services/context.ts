import type { Run } from '../../../shared/domain/runs/run.ts';
import type { HostEvent, HostInfo, StudioPeer } from '../../../shared/ipc/contract.ts';
import type { Stores } from '../../db/stores.ts';
import type { SpawnWorker } from '../../workers/process/workerHandle.ts';
import type { Trash } from '../home/trash.ts';
import type { EngineManager } from './engineManager.ts';
import type { Broadcast, Changed } from './events.ts';
import type { FileJobs } from './fileJobs.ts';
import type { FileTokens } from './files.ts';
import type { InferSession } from './inferSession.ts';
import type { HomePaths } from './paths.ts';
import type { ReaderSession } from './readerSession.ts';

/** Native dialogs of a shell; each resolves with `null` when the user cancels. */
export interface NativePicker {
  file(what: 'table' | 'model'): Promise<string | null>;
  folder(): Promise<string | null>;
}

/** What the namespaces of the contract share. Made once by `createHost`. */
export interface HostContext {
  /** What does not change while it runs. */
  info: Omit<HostInfo, 'exported'>;
  paths: HomePaths;
  resources: string;
  stores: Stores;
  events: Broadcast<HostEvent>;
  engine: EngineManager;
  infer: InferSession;
  reader: ReaderSession;
  jobs: FileJobs;
  files: FileTokens;
  trash: Trash;
  /** Data set files that were found damaged when they were read, with why. */
  damaged: Map<string, { problem: string; mtimeMs: number | undefined }>;
  spawn: SpawnWorker;
  picker: NativePicker | null;
}

export function announce(context: HostContext, what: Changed): void {
  context.events.emit({ event: 'changed', what });
}

/** Tells that nothing goes on with a run any more: it ended, failed, or waits for the user. */
export function announceEnd(context: HostContext, run: Run): void {
  context.events.emit({ event: 'run_ended', run });
}

export type { StudioPeer };
