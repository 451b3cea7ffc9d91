import { AppError } from '../../../../shared/errors/errors.ts';
import type { Client } from '../../../../shared/ipc/rpc.ts';
import { type TrialReport, trainContract } from '../../../workers/contracts.ts';
import { type SpawnWorker, startWorker, type WorkerExit } from '../../../workers/process/workerHandle.ts';
import { readOomKills } from '../../machine/oomEvidence.ts';
import type { EngineManager } from '../../services/engineManager.ts';
import { askAlone } from '../../services/workerCalls.ts';

export type TrialJob = Parameters<Client<typeof trainContract>['train']['preflight']>[0];

/** `given_up`: something else came first. */
export type TrialOutcome = { kind: 'measured'; report: TrialReport } | { kind: 'too_slow' | 'no_memory' | 'given_up' };

export interface TrialOptions {
  spawn: SpawnWorker;
  engine: EngineManager;
  /** Bytes that programs could still get; asked again and again while steps are tried. */
  availableMemory(): Promise<number>;
  /** Milliseconds after which a trial is too slow. */
  limitMs?: number;
}

interface Running {
  key: string;
  outcome: Promise<TrialOutcome>;
  /** Callers that want its outcome. When the last one has gone, it ends. */
  waiting: number;
  /** Nobody wants it any more, and it is about to end. */
  abandoned: boolean;
  stop(): void;
}

const LIMIT_MS = 60_000;
const WATCH_MS = 250;
/** When less than this share of what there was at first is left, the trial ends before the machine suffers. */
const LEAST_LEFT = 1 / 16;

/** Tries runs out for a few steps, one at a time, each in a process of its own, and remembers what it took. */
export class Trials {
  readonly #options: TrialOptions;
  readonly #known = new Map<string, TrialOutcome>();
  #running: Running | undefined;

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  /** What is known without trying. */
  known(key: string): TrialOutcome | undefined {
    return this.#known.get(key);
  }

  /**
   * Tries a job out, or joins the trial of the same key. A trial of another key is given up for it.
   *
   * @throws AppError `cancelled` when `signal` fires, and whatever the trial fails with
   */
  async take(key: string, job: TrialJob, signal: AbortSignal): Promise<TrialOutcome> {
    for (;;) {
      if (signal.aborted) throw new AppError('cancelled');
      const known = this.#known.get(key);
      if (known) return known;
      this.#running ??= this.#start(key, job);
      const { key: current, abandoned } = this.#running;
      if (current === key && !abandoned) return await wait(this.#running, signal);
      await this.cancel();
    }
  }

  /** Resolves once the process of a trial is gone, unless it is the one of this key. */
  async cancel(except: string | null = null): Promise<void> {
    const running = this.#running;
    if (running?.key === except) return;
    running?.stop();
    await running?.outcome.catch(() => {});
  }

  #start(key: string, job: TrialJob): Running {
    const stopped = new AbortController();
    const outcome = this.#run(job, stopped.signal)
      .then((result) => {
        // What failed for want of memory may go well later, when other programs have ended.
        if (result.kind === 'measured' || result.kind === 'too_slow') this.#known.set(key, result);
        return result;
      })
      .finally(() => {
        this.#running = undefined;
      });
    // Who asked for it may have gone before it fails.
    outcome.catch(() => {});
    return { key, outcome, waiting: 0, abandoned: false, stop: () => stopped.abort() };
  }

  async #run(job: TrialJob, stopped: AbortSignal): Promise<TrialOutcome> {
    const { spawn, engine, availableMemory, limitMs = LIMIT_MS } = this.#options;
    const environment = await engine.workerEnvironment();
    const atFirst = await availableMemory();
    if (stopped.aborted) return { kind: 'given_up' };
    const killsBefore = readOomKills();
    let ended: Exclude<TrialOutcome['kind'], 'measured'> | undefined;
    const over = new AbortController();
    const end = (why: typeof ended) => {
      ended ??= why;
      over.abort();
    };
    let exited: Promise<WorkerExit> | undefined;
    const limit = setTimeout(() => end('too_slow'), limitMs);
    const watch = setInterval(async () => {
      if ((await availableMemory()) < LEAST_LEFT * atFirst) end('no_memory');
    }, WATCH_MS);
    const stop = () => end('given_up');
    stopped.addEventListener('abort', stop, { once: true });
    try {
      const start = () => startWorker(spawn, 'train', trainContract, environment);
      const report = await askAlone(start, over.signal, (worker) =>
        worker.client.train.preflight(job).finally(() => {
          // What ended by itself says how.
          if (!worker.alive) exited = worker.exited;
        }),
      );
      return { kind: 'measured', report };
    } catch (error) {
      if (ended) return { kind: ended };
      const { signal } = (await exited) ?? { signal: null };
      const killed = signal === 'SIGKILL' && (readOomKills() ?? 0) > (killsBefore ?? 0);
      if (killed || (error instanceof AppError && error.code === 'out_of_memory')) return { kind: 'no_memory' };
      throw error;
    } finally {
      clearTimeout(limit);
      clearInterval(watch);
      stopped.removeEventListener('abort', stop);
    }
  }
}

async function wait(running: Running, signal: AbortSignal): Promise<TrialOutcome> {
  running.waiting++;
  const gone = Promise.withResolvers<never>();
  const leave = () => {
    running.waiting--;
    if (running.waiting === 0) {
      running.abandoned = true;
      running.stop();
    }
    gone.reject(new AppError('cancelled'));
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([running.outcome, gone.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
