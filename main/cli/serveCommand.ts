import { parsePort } from '../headless/parsePort.ts';
import { startHeadless } from '../headless/startHeadless.ts';
import { untilInterrupted } from '../headless/untilInterrupted.ts';

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
  await untilInterrupted();
  await headless.close();
}
