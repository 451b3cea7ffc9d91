import { parsePort } from '../headless/parsePort.ts';
import { serveUntilInterrupted } from '../headless/serveUntilInterrupted.ts';
import { startHeadless } from '../headless/startHeadless.ts';

/** Serves the studio to a browser on this machine until it is told to end. */
export async function serveCommand({
  home,
  port,
  json,
}: {
  home: string;
  port?: number;
  json: boolean;
}): Promise<void> {
  const headless = await startHeadless({ home, port: parsePort(port?.toString()) });
  process.stdout.write(`${json ? JSON.stringify({ url: headless.url }) : headless.url}\n`);
  await serveUntilInterrupted(headless);
}
