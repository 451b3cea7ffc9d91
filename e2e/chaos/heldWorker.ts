import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/**
 * Stops whoever gives a checkpoint its name, there and then: what is done meanwhile has happened before its next step, however busy the
 * machine is.
 */
const SCRIPT = `
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const { rename } = promises;
promises.rename = async (from, to) => {
  await rename(from, to);
  if (String(to).endsWith(process.env.KINDLING_CHAOS_HOLD)) process.kill(process.pid, 'SIGSTOP');
};
syncBuiltinESMExports();
`;

/** For the environment of a studio: its training processes are held when they have written the checkpoint of a step. Not for Windows. */
export function holdingAt(step: number, folder: string): Record<string, string> {
  const script = join(folder, 'hold.mjs');
  if (!existsSync(script)) writeFileSync(script, SCRIPT);
  return { NODE_OPTIONS: `--import=${pathToFileURL(script)}`, KINDLING_CHAOS_HOLD: `/checkpoint-${step}` };
}

/** Lets a held process go on once `work` is done. Gives `false` when it ends without having been held. For Linux. */
export async function whileHeld(pid: number, work: () => void): Promise<boolean> {
  for (;;) {
    const state = stateOf(pid);
    if (state === null) return false;
    if (state === 'T') break;
    await sleep(20);
  }
  try {
    work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  return true;
}

/** The letter that the system has for it; `null` when it is gone. */
function stateOf(pid: number): string | null {
  try {
    const state = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? null;
    return state === 'Z' ? null : state;
  } catch {
    return null;
  }
}
