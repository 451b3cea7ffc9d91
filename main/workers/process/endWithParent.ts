import { Worker } from 'node:worker_threads';

/** What a killed studio's worker may still run, in milliseconds. */
const CHECK_MS = 500;

/** Runs in a thread of its own: the main one may be deep in native code, for minutes, and hear of nothing. */
const WATCH = `
const parent = require('node:worker_threads').workerData;
const isAlive = () => {
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};
setInterval(() => {
  if (process.ppid !== parent || !isAlive()) process.kill(process.pid, 'SIGKILL');
}, ${CHECK_MS});
`;

/** Lets this process end with the one that started it, however that ends and whatever this one is doing. */
export function endWithParent(): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: process.ppid,
    execArgv: [],
    // It holds a number.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  watch.unref();
  // A system that gives it no thread leaves the end of the channel as the only sign.
  watch.on('error', () => {});
}
