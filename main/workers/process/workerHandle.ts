import { AppError } from '../../../shared/errors/errors.ts';
import { connect } from '../../../shared/ipc/client.ts';
import type { Port } from '../../../shared/ipc/frames.ts';
import type { Client, Contract } from '../../../shared/ipc/rpc.ts';
import { isOutOfMemory } from '../../engine/programs/outOfMemory.ts';

export type WorkerName = 'data' | 'prepare' | 'train' | 'infer' | 'convert';

/** How a process ended: by an exit code or by a signal, with the end of what it wrote on stderr. */
export interface WorkerExit {
  code: number | null;
  signal: string | null;
  stderrTail: string;
}

/** A child process that exchanges text messages; made by `child_process` under Node and `utilityProcess` under Electron. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(text: string): void;
  onMessage(listener: (text: string) => void): void;
  onExit(listener: (exit: WorkerExit) => void): void;
  kill(): void;
}

/** Starts a worker's bundled entry. `env` is added to the environment. */
export type SpawnWorker = (name: WorkerName, env: Record<string, string>) => WorkerProcess;

export interface WorkerHandle<C extends Contract> {
  readonly client: Client<C>;
  readonly pid: number | undefined;
  /** Resolves when the process is gone, however that came about. */
  readonly exited: Promise<WorkerExit>;
  readonly alive: boolean;
  kill(): void;
}

/**
 * Starts a worker and connects to its contract. When the process dies, whatever is under way fails with `worker_died`,
 * or with `out_of_memory` when its last words say so: a worker's end is never the studio's.
 */
export function startWorker<C extends Contract>(
  spawn: SpawnWorker,
  name: WorkerName,
  contract: C,
  env: Record<string, string> = {},
): WorkerHandle<C> {
  const child = spawn(name, env);
  let exit: WorkerExit | undefined;
  let close = () => {};
  const exited = new Promise<WorkerExit>((resolve) => {
    child.onExit((how) => {
      exit = how;
      close();
      resolve(how);
    });
  });
  const port: Port = {
    send: (text) => {
      if (!exit) child.send(text);
    },
    onMessage: (listener) => child.onMessage(listener),
    onClose: (listener) => {
      close = listener;
    },
    close: () => child.kill(),
  };
  const client = connect(port, contract, () => deathError(name, exit));
  return {
    client,
    pid: child.pid,
    exited,
    get alive() {
      return exit === undefined;
    },
    kill: () => child.kill(),
  };
}

function deathError(worker: WorkerName, exit: WorkerExit | undefined): AppError {
  if (exit && isOutOfMemory(exit.stderrTail)) return new AppError('out_of_memory', { worker });
  const how = exit?.signal ? `signal ${exit.signal}` : `exit code ${exit?.code ?? 'unknown'}`;
  return new AppError('worker_died', { worker, how, stderr: exit?.stderrTail ?? '' });
}

/** Keeps the last part of a stream of text. */
export class Tail {
  #text = '';
  readonly #limit: number;

  constructor(limit = 4000) {
    this.#limit = limit;
  }

  add(chunk: string): void {
    this.#text = (this.#text + chunk).slice(-this.#limit);
  }

  toString(): string {
    return this.#text;
  }
}
