import { spawn } from 'node:child_process';
import { InstallFailure } from './failure.ts';

/** A program and the arguments that always come first, for example `python3 -m pip`. */
export interface Command {
  file: string;
  arguments: readonly string[];
}

export interface CommandOptions {
  cwd?: string;
  /** Added to this process's environment. */
  environment?: Record<string, string>;
  signal?: AbortSignal;
  timeLimitMs?: number;
}

const CHECK_LIMIT_MS = 30_000;

export const commandText = (command: Command) => [command.file, ...command.arguments].join(' ');

/** A command that could not be run to a good end. The message is one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** The program itself is not there, so that trying again makes no sense. */
  readonly missing: boolean;

  constructor(message: string, missing = false) {
    super(message);
    this.missing = missing;
  }
}

/**
 * Runs a command to its end and returns its standard output. Aborting or the time limit kills it with everything it started.
 *
 * @throws CommandError when it is missing or fails, with the last line it said
 * @throws the signal's reason when aborted, once the process is gone
 */
export async function runCommand(
  command: Command,
  more: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { signal, timeLimitMs } = options;
  signal?.throwIfAborted();
  const child = spawn(command.file, [...command.arguments, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
    ...(options.cwd ? { cwd: options.cwd } : {}),
    // A group of its own, so that pip's and the compiler's children end with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-64_000);
    });
  }

  let timedOut = false;
  const kill = () => killTree(child.pid);
  const onTimeLimit = () => {
    timedOut = true;
    kill();
  };
  const timer = timeLimitMs ? setTimeout(onTimeLimit, timeLimitMs) : undefined;
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const ended = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        const missing = error.code === 'ENOENT';
        reject(new CommandError(missing ? `${command.file} is not installed` : error.message, missing));
      });
      child.once('close', (code, endedBy) => resolve({ code, signal: endedBy }));
    });
    signal?.throwIfAborted();
    if (ended.code === 0) return output.stdout;
    if (timedOut) throw new CommandError(`${commandText(command)} took longer than ${(timeLimitMs ?? 0) / 1000} s`);
    const how = ended.signal ?? `exit code ${ended.code}`;
    const said = telling(output.stderr) || telling(output.stdout);
    throw new CommandError(`${commandText(command)} ended with ${how}${said && `: ${said}`}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {});
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** The line that tells most about a failure: the last that names an error, else the last. */
function telling(output: string): string {
  const lines = output.trim().split('\n');
  const line = lines.findLast((text) => /(^|\s)\w*error:/i.test(text)) ?? lines.at(-1) ?? '';
  return line.trim().slice(0, 300);
}

/**
 * The first `limit` of the commands that answer to `--version`.
 *
 * @throws InstallFailure `missing` with every one's reason when none does
 */
export async function workingCommands(
  missing: 'compiler_missing' | 'downloader_missing',
  candidates: readonly Command[],
  { limit, signal }: { limit: number; signal: AbortSignal },
): Promise<Command[]> {
  const reasons: string[] = [];
  const working: Command[] = [];
  for (const candidate of candidates) {
    if (working.length === limit) break;
    try {
      await runCommand(candidate, ['--version'], { signal, timeLimitMs: CHECK_LIMIT_MS });
      working.push(candidate);
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (working.length > 0) return working;
  throw new InstallFailure({ code: missing, tried: reasons.join('; ') });
}
