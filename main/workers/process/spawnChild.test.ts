import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takesLong } from '../../setup/leftOut.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-spawn-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.platform === 'win32')(
  'no worker outlives a process that exits without closing it',
  takesLong,
  async () => {
    // Hears nothing and never ends by itself.
    writeFileSync(join(folder, 'data.worker.mjs'), `process.send('ready'); setInterval(() => {}, 1000);`);
    const spawner = pathToFileURL(join(import.meta.dirname, 'spawnChild.ts'));
    writeFileSync(
      join(folder, 'parent.mjs'),
      `import { childSpawner } from '${spawner}';
     const child = childSpawner(${JSON.stringify(folder)})('data', {});
     child.onMessage(() => { console.log(child.pid); process.exit(0); });`,
    );
    const parent = spawn(process.execPath, [join(folder, 'parent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(parent, 'exit');
    const [pid] = await once(parent.stdout.setEncoding('utf8'), 'data');
    await exited;
    const state = () => {
      try {
        process.kill(Number(pid), 0);
        return 'alive';
      } catch {
        return 'gone';
      }
    };
    try {
      await expect.poll(state, { timeout: 5000 }).toBe('gone');
    } finally {
      if (state() === 'alive') process.kill(Number(pid), 'SIGKILL');
    }
  },
);
