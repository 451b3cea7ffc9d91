import { parseArgs } from 'node:util';
import { toAppError } from '../shared/errors/errors.ts';
import { addressOfRunning } from './headless/addressOfRunning.ts';
import { openBrowser } from './headless/openBrowser.ts';
import { parsePort } from './headless/parsePort.ts';
import { serveUntilInterrupted } from './headless/serveUntilInterrupted.ts';
import { HANDED_CODE_MS, startHeadless } from './headless/startHeadless.ts';
import { defaultHome } from './shells/defaultHome.ts';

/**
 * Entry of the studio without Electron: `node dist/main/headless.mjs [--home DIR] [--port P] [--open|--no-open]`. Prints an address that opens it
 * once as the only line on stdout and serves until SIGINT or SIGTERM.
 */
try {
  const { values } = parseArgs({
    allowNegative: true,
    options: { home: { type: 'string' }, port: { type: 'string' }, open: { type: 'boolean', default: false } },
  });
  const home = values.home ?? defaultHome();
  try {
    const headless = await startHeadless({ home, port: parsePort(values.port) });
    process.stdout.write(`${headless.url}\n`);
    // Not the printed one: what a program is started with can be read by others until it is used.
    if (values.open) openBrowser(headless.newAddress(HANDED_CODE_MS));
    await serveUntilInterrupted(headless);
  } catch (thrown) {
    if (toAppError(thrown).code === 'home_in_use') await openRunning(home, values.open);
    throw thrown;
  }
} catch (thrown) {
  const isUsage = thrown instanceof TypeError && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS');
  console.error(`kindling: ${isUsage ? thrown.message : toAppError(thrown).message}`);
  process.exitCode = isUsage ? 2 : 1;
}

/** Whoever starts a studio that runs already wants to see it. */
async function openRunning(home: string, open: boolean): Promise<void> {
  const url = await addressOfRunning(home);
  if (url === null) return;
  console.error(`kindling: it runs already; this address opens it once: ${url}`);
  if (open) openBrowser(url);
}
