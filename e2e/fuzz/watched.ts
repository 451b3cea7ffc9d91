import { fork } from 'node:child_process';

/** What a process says of the file with a number: that it begins with it, how it went, or what is wrong; and in the end its peak memory. */
export type Message<R> =
  | { seed: number; started: true }
  | { seed: number; result: R }
  | { seed: number; problem: string }
  | { rssMb: number; slowest?: number };

/** A script that goes through files `from` to `to`, given as its last two arguments. */
export interface Watch {
  script: string;
  args: readonly string[];
  files: number;
  /** The heap of the process; a reader that piles up dies of it. */
  heapMb: number;
  /** The longest that one file may take, on a busy machine. */
  limitMs: number;
}

export interface Figures {
  failures: { seed: number; what: string }[];
  rssMb: number;
  /** Seconds of computing that the slowest file took, where that is measured. */
  slowest: number;
}

/** Goes through all files in a process that may die or hang: that is a failure of the file, and a new one goes on behind it. */
export async function watched<R>(watch: Watch, onResult: (result: R) => void): Promise<Figures> {
  const figures: Figures = { failures: [], rssMb: 0, slowest: 0 };
  for (let next = 0; next < watch.files; ) next = await runFrom(watch, next, figures, onResult);
  return figures;
}

/** Resolves with the number of the file to go on with. */
function runFrom<R>(
  { script, args, files, heapMb, limitMs }: Watch,
  from: number,
  figures: Figures,
  onResult: (result: R) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const child = fork(script, [...args, String(from), String(files)], {
      execArgv: ['--no-warnings', `--max-old-space-size=${heapMb}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let current = from;
    let hung = false;
    const hang = () => {
      hung = true;
      child.kill('SIGKILL');
    };
    let limit = setTimeout(hang, limitMs);
    child.on('message', (message: Message<R>) => {
      if ('rssMb' in message) {
        figures.rssMb = Math.max(figures.rssMb, message.rssMb);
        figures.slowest = Math.max(figures.slowest, message.slowest ?? 0);
      } else if ('started' in message) {
        current = message.seed;
        clearTimeout(limit);
        limit = setTimeout(hang, limitMs);
      } else {
        if ('problem' in message) figures.failures.push({ seed: message.seed, what: message.problem });
        else onResult(message.result);
        current = message.seed + 1;
      }
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (current >= files) return resolve(files);
      // A process that ended in good order behind a file that it complained of goes on with the next one.
      if (code === RESTART) return resolve(current);
      const what = hung ? 'it hangs' : `the process ended: ${signal ?? `exit code ${code}`}`;
      figures.failures.push({ seed: current, what });
      resolve(current + 1);
    });
  });
}

/** The exit code with which a process asks for a fresh one. */
export const RESTART = 75;
