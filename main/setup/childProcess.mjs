import { spawn } from 'node:child_process';
import { say } from './report.mjs';

/** Highest exit code that a shell does not read as "ended by a signal". */
const HIGHEST_CODE = 127;

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
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    // A terminal sends Ctrl-C to the child itself; twice would mean "at once" to it.
    if (signal === 'SIGINT' && [0, 1, 2].some(isTerminal)) return;
    child.kill(signal);
  };
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, forward);
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

/** @param {number} descriptor */
function isTerminal(descriptor) {
  return [process.stdin, process.stdout, process.stderr][descriptor]?.isTTY === true;
}
