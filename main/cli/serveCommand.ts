import { startHeadless } from '../headless.ts';

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
  const headless = await startHeadless({ home, port });
  process.stdout.write(`${json ? JSON.stringify({ url: headless.url }) : headless.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  await headless.close();
}
