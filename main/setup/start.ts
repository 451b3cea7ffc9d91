import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runInForeground } from './childProcess.mjs';
import { findElectron } from './electronBinary.ts';
import { say } from './report.mjs';
import { runElectron } from './startElectron.ts';

/**
 * `npm start [-- --headless] [--port P] [--home DIR] [--no-open]`: opens the studio in Electron, or in the browser where Electron
 * cannot be had or does not run. One line says which and why.
 */
const root = join(import.meta.dirname, '..', '..');

interface StartOptions {
  headless: boolean;
  port?: string | undefined;
  home?: string | undefined;
  open: boolean;
}

async function start(options: StartOptions): Promise<number> {
  const reason = options.headless ? 'it was asked for' : await tryElectron(options);
  if (typeof reason === 'number') return reason;
  process.stdout.write(`Kindling opens in the browser, because ${reason}.\n`);
  const args = [
    ...(options.home === undefined ? [] : ['--home', options.home]),
    ...(options.port === undefined ? [] : ['--port', options.port]),
    ...(options.open ? ['--open'] : []),
  ];
  return runInForeground(process.execPath, [join(root, 'dist', 'main', 'headless.mjs'), ...args]);
}

/** The exit code of a studio that ran in Electron, or why it did not. */
async function tryElectron({ home, port }: StartOptions): Promise<number | string> {
  if (port !== undefined) return 'a port was given';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display for Electron';
  const binary = findElectron(root);
  if ('missing' in binary) return `Electron is not there: ${binary.missing}`;
  process.stdout.write('Kindling opens in Electron.\n');
  const env = home === undefined ? process.env : { ...process.env, KINDLING_HOME: home };
  const end = await runElectron(binary.path, [root], env);
  return 'exitCode' in end ? end.exitCode : `Electron does not run here: ${end.earlyExit}`;
}

try {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      headless: { type: 'boolean', default: false },
      port: { type: 'string' },
      home: { type: 'string' },
      open: { type: 'boolean', default: true },
    },
  });
  process.exitCode = await start(values);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
