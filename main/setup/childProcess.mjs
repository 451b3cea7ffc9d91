import { spawn } from 'node:child_process';
import { SetupError, say } from './report.mjs';

/** Highest exit code that a shell does not read as "ended by a signal". */
const HIGHEST_CODE = 127;
const PARENT_CHECK_MS = 500;
/** What a step may take to end by itself. */
const STEP_END_MS = 1000;

/** As early as can be: a parent that is gone by the time a child has started would else be taken for the one that there always was. */
const PARENT = process.ppid;

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
 * Runs a step of the set-up to its end, with all the processes that it starts (npm, compilers). A signal that ends us ends them first,
 * and by force after a moment: nothing goes on behind the back of who stopped it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] what the step writes on a piped stderr is returned
 * @returns {Promise<{status: number | null, output: string}>}
 */
export function runStep(command, args, options = {}) {
  const ownGroup = process.platform !== 'win32';
  const child = spawn(command, args, { ...options, detached: ownGroup });
  let output = '';
  const pipes = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const pipe of pipes)
    pipe.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  /** @param {NodeJS.Signals} signal */
  const send = (signal) => {
    try {
      if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // They have gone.
    }
  };
  /** @type {NodeJS.Signals | undefined} */
  let ending;
  /** @type {NodeJS.Timeout | undefined} */
  let force;
  /** @type {(signal: NodeJS.Signals) => void} */
  const end = (signal) => {
    ending ??= signal;
    send(signal);
    force ??= setTimeout(() => send('SIGKILL'), STEP_END_MS);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  const watch = watchParent(() => end('SIGTERM'));
  return new Promise((resolve, reject) => {
    /** @param {() => void} settle */
    const settled = (settle) => {
      for (const signal of SIGNALS) process.off(signal, end);
      clearInterval(watch);
      clearTimeout(force);
      // What the step itself has started may have outlived it.
      if (ending) send('SIGKILL');
      if (ending) reject(new SetupError(`ended by ${ending}`));
      else settle();
    };
    child.on('error', (error) =>
      settled(() => reject(new SetupError(`${command} cannot be started: ${error.message}`))),
    );
    child.on('exit', (status) => {
      // Its streams may be held open by what it has started; they have a moment to say the rest.
      if (ending || pipes.length === 0) settled(() => resolve({ status, output }));
      else child.on('close', () => settled(() => resolve({ status, output })));
    });
  });
}

/**
 * npm passes a signal on to the shell between it and us, and that shell dies without telling. Nothing but a new parent shows it.
 *
 * @param {() => void} onGone
 */
function watchParent(onGone) {
  if (process.platform === 'win32' || process.env.npm_lifecycle_event === undefined) return undefined;
  const watch = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(watch);
    onGone();
  }, PARENT_CHECK_MS);
  return watch.unref();
}
