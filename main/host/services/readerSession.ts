import { dataContract } from '../../workers/contracts.ts';
import type { SpawnWorker } from '../../workers/process/workerHandle.ts';
import { SharedProcess } from './workerCalls.ts';

const IDLE_MS = 60_000;
/** A cancelled query ends by itself between two parts of a scan. A sort has no parts. */
const PATIENCE_MS = 300;

/** The process that looks rows up, so that the host, whose database calls block it, never scans a data set. */
export class ReaderSession extends SharedProcess<typeof dataContract> {
  constructor(spawn: SpawnWorker) {
    super(spawn, 'data', dataContract, { idleMs: IDLE_MS, patienceMs: PATIENCE_MS });
  }

  /** Lets go of the files of a folder that is about to be removed. */
  async release(folder: string): Promise<void> {
    await this.ifRunning((client) => client.data.release({ folder }));
  }
}
