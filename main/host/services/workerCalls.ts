import { AppError } from '../../../shared/errors/errors.ts';
import type { Client, Contract } from '../../../shared/ipc/rpc.ts';
import {
  type SpawnWorker,
  startWorker,
  type WorkerHandle,
  type WorkerName,
} from '../../workers/process/workerHandle.ts';

/*
 * Every call of a worker goes through here, because a process may not hear that it is to stop: it computes without a pause, waits for a slow
 * disk, or reads what never ends. Whoever cancels has an answer soon, and nothing is left at work that nobody waits for.
 */

/**
 * Does long work in a process of its own, which has ended when this ends. Cancelling ends the process at once: nothing of its work is kept.
 *
 * @throws AppError `cancelled`; what the work throws
 */
export async function* streamAlone<C extends Contract, T>(
  start: () => WorkerHandle<C>,
  signal: AbortSignal,
  work: (worker: WorkerHandle<C>) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  assertWanted(signal);
  const worker = start();
  const kill = () => worker.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    yield* work(worker);
  } catch (error) {
    throw signal.aborted ? cancelled(error) : error;
  } finally {
    signal.removeEventListener('abort', kill);
    worker.kill();
    await worker.exited;
  }
}

/** `streamAlone` for work that answers once. */
export async function askAlone<C extends Contract, T>(
  start: () => WorkerHandle<C>,
  signal: AbortSignal,
  work: (worker: WorkerHandle<C>) => Promise<T>,
): Promise<T> {
  for await (const answer of streamAlone(start, signal, once(work))) return answer;
  throw cancelled();
}

const once = <C extends Contract, T>(work: (worker: WorkerHandle<C>) => Promise<T>) =>
  async function* (worker: WorkerHandle<C>) {
    yield await work(worker);
  };

export interface SharedProcessOptions<C extends Contract> {
  /** Idle time after which the process is given back, and what it holds in memory with it. */
  idleMs: number;
  /** Time that cancelled work has to end by itself. A process that is still at it then is ended. */
  patienceMs: number;
  /** What is added to the process's environment. When it has changed, the next one without users is replaced. */
  environment?: () => Promise<Record<string, string>>;
  /** What a process can do before it is asked for anything, where one is started ahead of time. */
  warmUp?: (client: Client<C>) => Promise<unknown>;
}

/** Share of the patience after which the next process is started beside the one that has not stopped yet. */
const SURE_TO_LISTEN = 0.2;

interface Running<C extends Contract> {
  handle: WorkerHandle<C>;
  environment: string;
  /** Ended because somebody's work would not stop; what else was under way is done again by the next one. */
  givenUp: boolean;
}

/** What a piece of work gets: the process, and a signal that says when it is to stop. */
type Work<C extends Contract, R> = (client: Client<C>, signal: AbortSignal) => R;

/**
 * A process that several callers use at a time: started when first needed, again after it has ended or when its environment has changed,
 * and ended when idle. Work is asked to stop; when it does not, the process is ended, and what others had under way there begins again in
 * a new one. So the same work must give the same, and must only read.
 */
export class SharedProcess<C extends Contract> {
  readonly #start: (environment: Record<string, string>) => WorkerHandle<C>;
  readonly #options: SharedProcessOptions<C>;
  #current: Running<C> | undefined;
  /** Starts while a process is given a last moment: whoever waits for that finds this one ready the sooner. */
  #successor: Running<C> | undefined;
  #users = 0;
  #holds = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(spawn: SpawnWorker, name: WorkerName, contract: C, options: SharedProcessOptions<C>) {
    this.#start = (environment) => startWorker(spawn, name, contract, environment);
    this.#options = options;
  }

  /** @throws AppError `cancelled`; what the work throws */
  async call<T>(work: Work<C, Promise<T>>, signal: AbortSignal, patienceMs?: number): Promise<T> {
    const asStream: Work<C, AsyncIterable<T>> = async function* (client, ended) {
      yield await work(client, ended);
    };
    for await (const answer of this.stream(asStream, signal, patienceMs)) return answer;
    throw cancelled();
  }

  /**
   * @param patienceMs where it is not that of the process: work that others wait beside is given longer, since its end would be theirs
   * @throws AppError `cancelled`; what the work throws
   */
  async *stream<T>(
    work: Work<C, AsyncIterable<T>>,
    signal: AbortSignal,
    patienceMs = this.#options.patienceMs,
  ): AsyncGenerator<T, void, undefined> {
    let given = 0;
    for (;;) {
      assertWanted(signal);
      const running = await this.#acquire();
      const stop = new AbortController();
      const items = work(running.handle.client, stop.signal)[Symbol.asyncIterator]();
      const ended = Promise.withResolvers<void>();
      const ask = () => {
        stop.abort();
        void this.#endUnless(ended.promise, running, patienceMs);
      };
      if (signal.aborted) ask();
      else signal.addEventListener('abort', ask, { once: true });
      let isDone = false;
      try {
        for (let seen = 0; ; seen++) {
          const item = await items.next();
          if (item.done) {
            isDone = true;
            return;
          }
          // Given by a process that was ended, and now once more.
          if (seen < given) continue;
          given++;
          yield item.value;
        }
      } catch (error) {
        isDone = true;
        if (signal.aborted) throw cancelled(error);
        if (!running.givenUp) throw error;
      } finally {
        signal.removeEventListener('abort', ask);
        const leave = () => {
          ended.resolve();
          this.#release();
        };
        // The caller wants no more of it. The process is free again only when the work has ended there, too.
        if (isDone) leave();
        else {
          if (!stop.signal.aborted) ask();
          void drain(items).finally(leave);
        }
      }
    }
  }

  /** Lends a process that lives to short work that nobody waits for; without one there is nothing to do. */
  protected async ifRunning(work: (client: Client<C>) => Promise<unknown>): Promise<void> {
    const { handle } = this.#current ?? {};
    if (handle?.alive) await work(handle.client).catch(() => {});
  }

  /** Keeps what the process has in memory, however long nobody asks; until the answer is called. */
  hold(): () => void {
    this.#holds++;
    clearTimeout(this.#idle);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      this.#endWhenIdle();
    };
  }

  /** Ends the process where nobody uses it, so that what it has in memory is not there beside that of another; resolves once it is gone. */
  async giveBack(): Promise<void> {
    if (this.#users === 0 && this.#holds === 0) await this.close();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const handles = [this.#current?.handle, this.#successor?.handle];
    this.#current = undefined;
    this.#successor = undefined;
    for (const handle of handles) handle?.kill();
    await Promise.all(handles.map((handle) => handle?.exited));
  }

  async #acquire(): Promise<Running<C>> {
    const environment = (await this.#options.environment?.()) ?? {};
    clearTimeout(this.#idle);
    const key = JSON.stringify(environment);
    const current = this.#current;
    const isOutdated = current !== undefined && current.environment !== key && this.#users === 0;
    if (isOutdated) current.handle.kill();
    if (!current?.handle.alive || current.givenUp || isOutdated)
      this.#current = this.#takeSuccessor(key) ?? this.#begin(environment);
    this.#users++;
    return this.#current as Running<C>;
  }

  #begin(environment: Record<string, string>): Running<C> {
    return { handle: this.#start(environment), environment: JSON.stringify(environment), givenUp: false };
  }

  #takeSuccessor(environment: string): Running<C> | undefined {
    const successor = this.#successor;
    this.#successor = undefined;
    if (successor?.handle.alive && successor.environment === environment) return successor;
    successor?.handle.kill();
    return undefined;
  }

  #release(): void {
    this.#users--;
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.#users > 0 || this.#holds > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), this.#options.idleMs);
    // An idle process must not keep a command line alive.
    this.#idle.unref();
  }

  /** The watchdog: ends a process whose work goes on although it was asked to stop. */
  async #endUnless(ended: Promise<void>, running: Running<C>, patienceMs: number): Promise<void> {
    // What listens at all has ended by then, as a rule.
    if (!(await isLate(ended, patienceMs * SURE_TO_LISTEN))) return;
    if (running === this.#current && running.handle.alive && !this.#successor) {
      this.#successor = this.#begin(JSON.parse(running.environment) as Record<string, string>);
      this.#options.warmUp?.(this.#successor.handle.client).catch(() => {});
    }
    if (await isLate(ended, patienceMs * (1 - SURE_TO_LISTEN))) {
      running.givenUp = true;
      running.handle.kill();
    } else {
      this.#successor?.handle.kill();
      this.#successor = undefined;
    }
  }
}

/** Whether something has not come about in a time. */
async function isLate(ended: Promise<void>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), ms);
  const first = await Promise.race([ended, promise]);
  clearTimeout(timer);
  return first === 'late';
}

async function drain(items: AsyncIterator<unknown>): Promise<void> {
  try {
    while (!(await items.next()).done);
  } catch {
    // It was to end.
  }
}

function assertWanted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

const cancelled = (cause?: unknown): AppError => new AppError('cancelled', {}, { cause });
