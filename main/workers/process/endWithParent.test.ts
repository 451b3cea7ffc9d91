import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { againBut } from '../../setup/leftOut.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-orphan-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts a parent that forks a worker, which says its number and then does `work`. */
async function startPair(work: string): Promise<{ kill: () => void; worker: number }> {
  const port = pathToFileURL(join(import.meta.dirname, 'processPort.ts'));
  writeFileSync(
    join(folder, 'worker.mjs'),
    `import { processPort } from '${port}';\nconst port = processPort();\nport.send(String(process.pid));\n${work}\n`,
  );
  writeFileSync(
    join(folder, 'parent.mjs'),
    `import { fork } from 'node:child_process';
     const child = fork(${JSON.stringify(join(folder, 'worker.mjs'))}, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
     child.on('message', (pid) => console.log(pid));
     child.on('exit', () => process.exit(1));`,
  );
  const parent = spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [pid] = await Promise.race([
    once(parent.stdout.setEncoding('utf8'), 'data'),
    once(parent, 'exit').then(() => Promise.reject(new Error('the worker ended before it said its number'))),
  ]);
  return { kill: () => parent.kill('SIGKILL'), worker: Number(pid) };
}

// Blocks the main thread as native code does: no event of the channel is ever seen.
const BUSY = 'setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 100);';

for (const [kind, work] of [
  ['that waits', ''],
  ['deep in native code', BUSY],
] as const)
  test(
    `a worker ${kind} ends with a studio that was killed, and not before`,
    againBut('deep in native code')(kind),
    async () => {
      const { kill, worker } = await startPair(work);
      try {
        await new Promise((resolve) => setTimeout(resolve, 1200));
        expect(isAlive(worker)).toBe(true);
        kill();
        await vi.waitFor(() => expect(isAlive(worker)).toBe(false));
      } finally {
        if (isAlive(worker)) process.kill(worker, 'SIGKILL');
      }
    },
  );
