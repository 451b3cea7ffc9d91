import { type ChildProcess, spawn } from 'node:child_process';

/** What the benchmark has to take back when it ends, in whatever way. */
const undo = new Set<() => void>();
process.once('exit', () => {
  for (const each of undo) each();
});

/** Calls `action` when this process ends, unless it was called off before. */
export function atExit(action: () => void): { callOff(): void } {
  undo.add(action);
  return { callOff: () => undo.delete(action) };
}

/** Lets a child end with this process. */
export function endWithUs(child: ChildProcess): void {
  const ending = atExit(() => child.kill('SIGKILL'));
  child.once('close', ending.callOff);
}

export interface Finished {
  stdout: string;
  stderr: string;
  /** Why it failed; empty when it did not. */
  failure: string;
}

/** Runs a command to its end. Never rejects: a command that is not there has failed. */
export function runCommand(command: string, args: readonly string[], timeLimitMs: number): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    endWithUs(child);
    const limit = setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    const finish = (failure: string) => {
      clearTimeout(limit);
      resolve({ ...output, failure });
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) finish('');
      else finish(lastLine(output.stderr) || `it ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
