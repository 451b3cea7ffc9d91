import { spawn } from 'node:child_process';
import { tieTo } from './childProcess.mjs';

/** Who ends with an error this soon after its start has never shown a window. */
const EARLY_MS = 5000;
const TAIL_LENGTH = 4000;

export type ElectronEnd = { exitCode: number } | { earlyExit: string };

/** What Electron says when it cannot run here, and what that means. */
const REASONS: [RegExp, string][] = [
  [/without --no-sandbox|running as root/i, 'it does not run as root'],
  [/SUID sandbox|No usable sandbox|namespace sandbox/i, 'this system refuses its sandbox'],
  [/Missing X server|cannot open display|ozone_platform/i, 'there is no display'],
  [/error while loading shared libraries: (\S+?):/, 'this system lacks a library that it needs'],
];

export function earlyExitReason(stderr: string, how: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(stderr));
  return known ? known[1] : `it ended at once with ${how}`;
}

/** Runs the studio in Electron until its window is closed, or until it turns out that it does not run here. */
export function runElectron(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<ElectronEnd> {
  const startedAt = Date.now();
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'pipe'], env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-TAIL_LENGTH);
    // Before that it may be the complaint of a start that the browser replaces.
    if (Date.now() - startedAt > EARLY_MS) process.stderr.write(text);
  });
  tieTo(child);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ earlyExit: `it cannot be started: ${error.message}` }));
    child.on('close', (code, signal) => {
      const early = Date.now() - startedAt < EARLY_MS;
      const asked = signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP';
      if (code === 0 || asked) resolve({ exitCode: 0 });
      else if (early) resolve({ earlyExit: earlyExitReason(stderr, signal ?? `exit code ${code}`) });
      else resolve({ exitCode: 1 });
    });
  });
}
