import { AppError } from '../../shared/errors/errors.ts';
import { addressOfRunning } from '../headless/addressOfRunning.ts';
import { openBrowser } from '../headless/openBrowser.ts';

/**
 * Prints another address that opens the running studio once, and opens the browser with it.
 *
 * @throws AppError `not_running`
 */
export async function openCommand(options: {
  home: string;
  json: boolean;
  browser: boolean;
  revoke: boolean;
}): Promise<void> {
  const url = await addressOfRunning(options.home, options.revoke);
  if (url === null) throw new AppError('not_running', { home: options.home });
  process.stdout.write(`${options.json ? JSON.stringify({ url }) : url}\n`);
  if (options.browser && !options.json) openBrowser(url);
}
