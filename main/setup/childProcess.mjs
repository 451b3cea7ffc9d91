import { spawn } from 'node:child_process';
import { say } from './report.mjs';

/** Highest exit code that a shell does not read as "ended by a signal". */
const HIGHEST_CODE = 127;
const PARENT_CHECK_MS = 500;

/** @type {NodeJS.Signals[]} */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command in the foreground in place of this process: it has our standard streams and gets our signals.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code, 0–127
 */
export function runInForeground(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: 'inherit', env });
  tieTo(child);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(`${command} cannot be started: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code, signal) => {
      if (signal) say(`ended by ${signal}`);
      resolve(code === null || code > HIGHEST_CODE ? 1 : code);
    });
  });
}

/**
 * Lets a child process end with us: it gets the signals that we get.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export function tieTo(child) {
  /** @type {(signal: NodeJS.Signals) => void} */
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child itself; twice would mean "at once" to it.
    if (signal === 'SIGINT' && [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)) return;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  const watch = watchParent(() => child.kill('SIGTERM'));
  child.on('close', () => {
    for (const signal of SIGNALS) process.off(signal, forward);
    clearInterval(watch);
  });
}

/**
 * npm passes a signal on to the shell between it and us, and that shell dies without telling. Nothing but a new parent shows it.
 *
 * @param {() => void} onGone
 */
function watchParent(onGone) {
  if (process.platform === 'win32' || process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, PARENT_CHECK_MS);
  return watch.unref();
}
