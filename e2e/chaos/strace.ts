import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Skipped } from './findings.ts';

/** What is done to a system call: it fails, or it is the last thing that the process does. */
export type Fault = 'ENOSPC' | 'EIO' | 'KILL';

export interface Injection {
  syscall: string;
  fault: Fault;
  /** The how-manieth call it is, from 1 on. */
  when: number;
}

export interface Traced {
  stdout: string;
  stderr: string;
  /** Calls by name. */
  calls: Map<string, number>;
  /** Whether a fault was injected at all. */
  injected: boolean;
}

/** @throws Skipped with the reason where system calls cannot be traced */
export function assertStrace(): void {
  if (process.platform !== 'linux') throw new Skipped('faults are injected by strace, which is for Linux');
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    throw new Skipped(
      code === 'ENOENT' ? 'strace is not installed' : `strace: ${String(stderr).trim().split('\n')[0]}`,
    );
  }
}

/**
 * Runs a command under strace, of which only calls on some paths are looked at. Counts are per thread, so files have to be worked on by
 * one thread: Node's pool is made that small.
 */
export function trace(
  command: readonly string[],
  { paths, log, inject }: { paths: readonly string[]; log: string; inject?: Injection },
): Traced {
  const args = ['-f', '-o', log, ...paths.flatMap((path) => ['-P', path])];
  if (inject) {
    const what = inject.fault === 'KILL' ? 'signal=KILL' : `error=${inject.fault}`;
    args.push('-e', `inject=${inject.syscall}:${what}:when=${inject.when}`);
  }
  const { stdout, stderr } = spawnSync('strace', [...args, ...command], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  const lines = readFileSync(log, 'utf8').split('\n');
  const calls = new Map<string, number>();
  for (const line of lines) {
    // The second half of a call that another thread's came between is none of its own.
    const name = /^\d+\s+(\w+)\(/.exec(line)?.[1];
    if (name) calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  const injected = lines.some((line) => line.includes('(INJECTED)') || line.includes('killed by SIGKILL'));
  return { stdout, stderr, calls, injected };
}
