import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EngineName } from '../../shared/domain/engines/engine.ts';
import { atExit } from '../bench/processes.ts';
import { INPUTS, OUTPUT } from '../helpers/sourceData.ts';

const root = join(import.meta.dirname, '..', '..');
const CLI = join(root, 'dist', 'main', 'cli.mjs');
const LIMIT_MS = 300_000;

/** Lines that `kindling train --json` prints, as far as they matter here. */
export type TrainLine =
  | { event: 'started'; run: string; workerPid: number; attempt: number }
  | { event: 'engine'; name: EngineName }
  | { event: 'resumed'; resumedFromStep: number }
  | { event: 'step'; step: number; loss: number }
  | { event: 'evaluation'; step: number; validationLoss: number }
  | { event: 'sample'; step: number; prompt: string; text: string }
  | { event: 'checkpoint'; step: number }
  | { event: 'execution'; precision: string }
  | { event: 'done'; run: string; weightsSha256: string; state: string; steps: number; bestStep: number | null }
  | { event?: undefined; error: { code: string; message: string } };

export interface RunShape {
  steps: number;
  saveSteps: number;
  evalSteps: number;
  /** Id of the model that it is tuned on top of, by LoRA; else a new one of the smallest size. */
  base?: string;
  /** Further options of `train`. */
  options?: readonly string[];
}

/** Options of `train` for a new run. */
export const newRun = (dataset: string, { steps, saveSteps, evalSteps, base, options = [] }: RunShape): string[] => [
  ...['--dataset', dataset, '--recipe', 'complete', '--input', INPUTS.join(','), '--output', OUTPUT],
  ...(base === undefined ? ['--size', 'nano'] : ['--base', base, '--tuning', 'lora', '--lora-dropout', '0.1']),
  ...['--steps', String(steps), '--seed', '7'],
  ...['--save-steps', String(saveSteps), '--eval-steps', String(evalSteps), ...options],
];

/** `kindling train` as a process group of its own, whose lines can be reacted to and which can be killed in parts. */
export class TrainingProcess {
  readonly lines: TrainLine[] = [];
  readonly #child: ChildProcess;
  readonly #listeners: ((line: TrainLine) => void)[] = [];
  readonly #ended: Promise<number | null>;
  stderr = '';

  constructor(home: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [CLI, 'train', ...args, '--home', home, '--json'], {
      cwd: root,
      detached: true,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending = atExit(() => this.killAll());
    const limit = setTimeout(() => this.killAll(), LIMIT_MS);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on('line', (text) => this.#take(text));
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        clearTimeout(limit);
        ending.callOff();
        resolve(code);
      });
    });
  }

  onLine(listener: (line: TrainLine) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves with the exit code when the process and all of its output have come to their end; `null` after a kill. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get workerPid(): number | null {
    return this.find('started')?.workerPid ?? null;
  }

  find<E extends TrainLine['event']>(event: E): Extract<TrainLine, { event: E }> | undefined {
    return this.all(event).at(-1);
  }

  all<E extends TrainLine['event']>(event: E): Extract<TrainLine, { event: E }>[] {
    return this.lines.filter((line): line is Extract<TrainLine, { event: E }> => line.event === event);
  }

  get error(): { code: string; message: string } | undefined {
    return this.lines.flatMap((line) => (line.event === undefined ? line.error : [])).at(-1);
  }

  /** Kills the training process; `false` when there is none. */
  killWorker(): boolean {
    const pid = this.workerPid;
    return pid !== null && kill(pid);
  }

  /** Kills the studio and leaves it to its workers to end by themselves. */
  killStudio(): boolean {
    return kill(this.pid);
  }

  /** Kills the studio and all of its workers at once, as a power cut does. */
  killAll(): boolean {
    return kill(-this.pid);
  }

  #take(text: string): void {
    const line = parseLine(text);
    // A process that is killed may have written half of a line.
    if (line === null) return;
    this.lines.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}

function parseLine(text: string): TrainLine | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
