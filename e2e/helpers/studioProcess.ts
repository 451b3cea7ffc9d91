import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 60_000;

/** The built headless shell as a process of its own, as a user has it. */
export interface StudioProcess {
  /** The address with its token. */
  url: string;
  pid: number;
  /** Ends it as Ctrl-C does, and by force where that does not help. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/**
 * Starts the headless shell on a free port, or whatever `command` (a script and its options) serves in its place. Rejects with what it
 * wrote when it ends before it serves.
 */
export async function startStudio(
  home: string,
  command: readonly string[] = [join(root, 'dist', 'main', 'headless.mjs')],
): Promise<StudioProcess> {
  const child = spawn(process.execPath, [...command, '--home', home], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(force);
  };
  const giveUp = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('http://')) continue;
    clearTimeout(giveUp);
    return { url: line, pid: child.pid ?? -1, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
  }
  clearTimeout(giveUp);
  throw new Error(`the headless shell did not start: ${log}`);
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Runs a command of the built command line and returns the values that it printed. */
export function kindling<T>(home: string, args: readonly string[]): T[] {
  const output = execFileSync(
    process.execPath,
    [join(root, 'dist', 'main', 'cli.mjs'), ...args, '--home', home, '--json'],
    { cwd: root, encoding: 'utf8', timeout: 600_000, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Process ids of the workers of a kind that a studio has started. Not for Windows. */
export function workerPids(studioPid: number, worker: string): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === studioPid && args.join(' ').includes(`${worker}.worker.mjs`))
    .map(([pid]) => Number(pid));
}
