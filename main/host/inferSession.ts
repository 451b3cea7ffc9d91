import { inferContract } from '../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerHandle } from '../workers/workerHandle.ts';
import type { EngineManager } from './engineManager.ts';

type InferWorker = WorkerHandle<typeof inferContract>;

/** Idle time after which the process, and the model's memory with it, is given back. */
const IDLE_MS = 5 * 60_000;

/**
 * The process that generates text: started when first needed, shared by all who need it, started again after a crash
 * or when the engine has changed, and ended when idle.
 */
export class InferSession {
  readonly #spawn: SpawnWorker;
  readonly #engine: EngineManager;
  #worker: { handle: InferWorker; environment: string } | undefined;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(spawn: SpawnWorker, engine: EngineManager) {
    this.#spawn = spawn;
    this.#engine = engine;
  }

  /** Lends the worker's client to `work`; a stream holds it until it has ended. */
  async *stream<T>(work: (client: InferWorker['client']) => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const { client } = await this.#acquire();
    try {
      yield* work(client);
    } finally {
      this.#release();
    }
  }

  async call<T>(work: (client: InferWorker['client']) => Promise<T>): Promise<T> {
    const { client } = await this.#acquire();
    try {
      return await work(client);
    } finally {
      this.#release();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.handle.kill();
    await worker?.handle.exited;
  }

  async #acquire(): Promise<InferWorker> {
    const environment = await this.#engine.workerEnvironment();
    clearTimeout(this.#idle);
    const key = JSON.stringify(environment);
    const current = this.#worker;
    const engineChanged = current !== undefined && current.environment !== key && this.#users === 0;
    if (current && engineChanged) current.handle.kill();
    if (!current?.handle.alive || engineChanged) {
      this.#worker = { handle: startWorker(this.#spawn, 'infer', inferContract, environment), environment: key };
    }
    this.#users++;
    return (this.#worker as { handle: InferWorker }).handle;
  }

  #release(): void {
    this.#users--;
    if (this.#users > 0) return;
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    // An idle process must not keep a command line alive.
    this.#idle.unref();
  }
}
