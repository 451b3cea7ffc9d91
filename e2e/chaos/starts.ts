import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithUs } from '../bench/processes.ts';
import type { Findings } from './findings.ts';
import { withFolder } from './temporary.ts';

/** Starts two studios on one home at once: one owns it, the other says who does, and the owner's death frees it for the next two. */
export interface StartOptions {
  rounds: number;
}

const root = join(import.meta.dirname, '..', '..');
const LIMIT_MS = 60_000;

type Started = { owns: true; child: ChildProcess } | { owns: false; exitCode: number | null; stderr: string };

export function starts({ rounds }: StartOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  return withFolder('starts', async (folder) => {
    const home = join(folder, 'home');
    mkdirSync(home);
    for (let round = 1; round <= rounds; round++) {
      const both = await Promise.all([start(home), start(home)]);
      const owners = both.flatMap((one) => (one.owns ? one.child : []));
      findings.check(owners.length === 1, `round ${round}: one studio owns the home, and not ${owners.length}`);
      for (const one of both) {
        if (one.owns) continue;
        findings.check(
          one.exitCode === 1 && one.stderr.includes(`in use by another Kindling (process ${owners[0]?.pid})`),
          `round ${round}: the other one says that process ${owners[0]?.pid} owns it: ${one.stderr}`,
        );
      }
      for (const owner of owners) await kill(owner);
      if (round % 10 === 0) note(`starts: ${round} of ${rounds}`);
    }
    findings.figures['pairs of starts'] = rounds;
  });
}

/** Resolves when the studio serves, or has ended. */
async function start(home: string): Promise<Started> {
  const child = spawn(process.execPath, [join(root, 'dist', 'main', 'headless.mjs'), '--home', home], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('http://')) continue;
    clearTimeout(limit);
    return { owns: true, child };
  }
  await closed;
  clearTimeout(limit);
  return { owns: false, exitCode: child.exitCode, stderr };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
