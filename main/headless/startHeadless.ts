import { engineProvider } from '../engine/provider.ts';
import { appFolders } from '../host/appFolders.ts';
import { createHost, type Host, type HostOptions } from '../host/createHost.ts';
import { listenLocal } from '../transport/localSocket.ts';
import { webSocketPort } from '../transport/webSocketPort.ts';
import { childSpawner } from '../workers/spawnChild.ts';
import { type Access, newToken } from './access.ts';
import { Downloads } from './downloads.ts';
import { createHttpServer, listen, serveRequests } from './httpServer.ts';
import { createRoutes } from './routes.ts';

export interface HeadlessOptions {
  home: string;
  /** 0 or left out takes a free one. */
  port?: number | undefined;
  /** What tests replace: the folder of the page, and parts of the host. */
  renderer?: string;
  host?: Partial<HostOptions>;
}

export interface Headless {
  /** The address with its token: whoever has it can use the studio. */
  url: string;
  host: Host;
  close(): Promise<void>;
}

/**
 * Starts the studio for a browser on this machine: the same host as under Electron, behind loopback HTTP and a WebSocket, and a local
 * socket for the command line.
 *
 * @throws AppError `home_in_use`, `port_in_use`, and what `createHost` throws
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const folders = appFolders();
  const host = createHost({
    home: options.home,
    resources: folders.resources,
    shell: 'headless',
    spawnWorker: childSpawner(folders.code, logWorker),
    engine: engineProvider(),
    onInternalError: (error, method) => console.error(`kindling: ${method}:`, error),
    ...options.host,
  });
  const closers: (() => Promise<unknown> | undefined)[] = [() => host.close()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const server = createHttpServer();
    const port = await listen(server, options.port ?? 0);
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const access: Access = { token: newToken(), port };
    const downloads = new Downloads();
    const routes = createRoutes({ host, access, downloads, renderer: options.renderer ?? folders.renderer });
    const peer = { mayNamePaths: false, offerDownload: (path: string) => downloads.offer(path) };
    const endConnections = serveRequests(server, routes, access, (socket) => host.attach(webSocketPort(socket), peer));
    closers.push(async () => endConnections());

    const local = await listenLocal(host.home, (localPort) =>
      host.attach(localPort, { mayNamePaths: true, offerDownload: null }),
    );
    closers.push(() => local.close());
    return { url: `http://127.0.0.1:${port}/?token=${access.token}`, host, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** TensorFlow and others talk on stderr; it is shown on request only. */
function logWorker(worker: string, text: string): void {
  if (process.env.KINDLING_LOG) process.stderr.write(text.replace(/^/gm, `[${worker}] `));
}
