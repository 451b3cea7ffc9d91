import { Worker } from 'node:worker_threads';

/** What a killed studio's worker may still run, in milliseconds. */
const CHECK_MS = 500;

/** Runs in a thread of its own: the main one may be deep in native code, for minutes, and hear of nothing. */
const WATCH = `
const { workerData: { parent, also } } = require('node:worker_threads');
const isAlive = () => {
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};
setInterval(() => {
  if (process.ppid === parent && isAlive()) return;
  const pid = Atomics.load(also, 0);
  if (pid > 0) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  process.kill(process.pid, 'SIGKILL');
}, ${CHECK_MS});
`;

/** Another process that ends with the same parent; 0 for none. The thread looks at it when it is time. */
const also = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
let isWatched = false;

/** Lets this process end with the one that started it, however that ends and whatever this one is doing. */
export function endWithParent(): void {
  if (isWatched) return;
  isWatched = true;
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: { parent: process.ppid, also },
    execArgv: [],
    // It holds two numbers.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  watch.unref();
  // A system that gives it no thread leaves the end of the channel as the only sign.
  watch.on('error', () => {});
}

/** Lets another process that the same parent has started end with it, too. Who asks ends this one before that one's number is another's. */
export function alsoEndWithParent(pid: number): void {
  Atomics.store(also, 0, pid);
  endWithParent();
  // Where the channel's end is heard of before the thread looks.
  process.once('exit', () => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
  });
}
