import { parseArgs } from 'node:util';
import { toAppError } from '../shared/ipc/errors.ts';
import { openBrowser } from './headless/openBrowser.ts';
import { parsePort } from './headless/parsePort.ts';
import { serveUntilInterrupted } from './headless/serveUntilInterrupted.ts';
import { startHeadless } from './headless/startHeadless.ts';
import { defaultHome } from './host/defaultHome.ts';

/**
 * Entry of the studio without Electron: `node dist/main/headless.mjs [--home DIR] [--port P] [--open]`. Prints the address with its
 * token as the only line on stdout and serves until SIGINT or SIGTERM.
 */
try {
  const { values } = parseArgs({
    options: { home: { type: 'string' }, port: { type: 'string' }, open: { type: 'boolean', default: false } },
  });
  const headless = await startHeadless({ home: values.home ?? defaultHome(), port: parsePort(values.port) });
  process.stdout.write(`${headless.url}\n`);
  if (values.open) openBrowser(headless.url);
  await serveUntilInterrupted(headless);
} catch (thrown) {
  console.error(`kindling: ${toAppError(thrown).message}`);
  process.exitCode = 1;
}
