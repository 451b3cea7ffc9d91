import { AppError } from '../../shared/ipc/errors.ts';
import { dataContract } from '../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerHandle } from '../workers/workerHandle.ts';

type DataWorker = WorkerHandle<typeof dataContract>;

/** Idle time after which the process is given back. */
const IDLE_MS = 60_000;
/** A cancelled query ends by itself between two parts of a scan. A sort has no parts: after this time the process is ended. */
const PATIENCE_MS = 300;

/**
 * The process that looks rows up, so that the host, whose database calls block it, never scans a data set. Started when first needed,
 * shared by all who need it, started again after it has ended, and ended when idle.
 */
export class ReaderSession {
  readonly #spawn: SpawnWorker;
  #worker: DataWorker | undefined;
  /** Ended because a query would not stop; what else was under way is done again. */
  readonly #givenUp = new WeakSet<DataWorker>();
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(spawn: SpawnWorker) {
    this.#spawn = spawn;
  }

  /** Lends the worker's client to `work`. May call it again: it must only read. */
  async call<T>(work: (client: DataWorker['client']) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      const worker = this.#acquire();
      const giveUp = () => void this.#endIfBusy(worker);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await work(worker.client);
      } catch (error) {
        if (signal.aborted) throw new AppError('cancelled', {}, { cause: error });
        if (!this.#givenUp.has(worker)) throw error;
      } finally {
        signal.removeEventListener('abort', giveUp);
        this.#release();
      }
    }
  }

  /** Lets go of the files of a folder that is about to be removed. */
  async release(folder: string): Promise<void> {
    if (this.#worker?.alive) await this.#worker.client.data.release({ folder }).catch(() => {});
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.kill();
    await worker?.exited;
  }

  #acquire(): DataWorker {
    clearTimeout(this.#idle);
    if (!this.#worker?.alive || this.#givenUp.has(this.#worker)) {
      this.#worker = startWorker(this.#spawn, 'data', dataContract);
    }
    this.#users++;
    return this.#worker;
  }

  #release(): void {
    this.#users--;
    if (this.#users > 0) return;
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    // An idle process must not keep a command line alive.
    this.#idle.unref();
  }

  async #endIfBusy(worker: DataWorker): Promise<void> {
    const answer = worker.client.data.ping({}).then(
      () => true,
      () => true,
    );
    const patience = Promise.withResolvers<false>();
    const timer = setTimeout(() => patience.resolve(false), PATIENCE_MS);
    const answered = await Promise.race([answer, patience.promise]);
    clearTimeout(timer);
    if (answered) return;
    this.#givenUp.add(worker);
    worker.kill();
  }
}
