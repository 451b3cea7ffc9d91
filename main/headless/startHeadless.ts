import type { Server } from 'node:http';
import type { StudioPeer } from '../../shared/ipc/contract.ts';
import { CODE_PARAMETER } from '../../shared/ipc/pageProof.ts';
import { engineProvider } from '../engine/provider.ts';
import { createHost, type Host, type HostOptions } from '../host/createHost.ts';
import { appFolders } from '../shells/appFolders.ts';
import { listenLocal } from '../transport/localSocket.ts';
import { webSocketPort } from '../transport/webSocketPort.ts';
import { childSpawner } from '../workers/process/spawnChild.ts';
import type { Access } from './access.ts';
import { Downloads } from './downloads.ts';
import { HomeSession } from './homeSession.ts';
import { createHttpServer, listen, serveRequests } from './httpServer.ts';
import { PageKeys } from './pageKeys.ts';
import { createRoutes } from './routes.ts';

export interface HeadlessOptions {
  home: string;
  /** Left out, the home's port of last time is taken where it is free; 0 takes a free one. */
  port?: number | undefined;
  /** What tests replace: the folder of the page, and parts of the host. */
  renderer?: string;
  host?: Partial<HostOptions>;
}

/** A printed address may wait for its user; one that is handed to a program stands in the list of processes. */
const PRINTED_CODE_MS = 60 * 60_000;
export const HANDED_CODE_MS = 2 * 60_000;

export interface Headless {
  /** An address that opens the studio once, within `PRINTED_CODE_MS`. */
  url: string;
  host: Host;
  /** Another such address, good for `lifeMs`. */
  newAddress(lifeMs: number): string;
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
    onNotice: (text) => console.error(`kindling: ${text}`),
    ...options.host,
  });
  const closers: (() => Promise<unknown> | undefined)[] = [() => host.close()];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const session = new HomeSession(host.home);
    const server = createHttpServer();
    const port = await listenAgain(server, options.port, session.port);
    session.rememberPort(port);
    const keys = new PageKeys(() => session.secret, port);
    const access: Access = { keys, port };
    const downloads = new Downloads();
    const routes = createRoutes({ host, access, downloads, renderer: options.renderer ?? folders.renderer });
    const newAddress = (lifeMs: number) => `http://127.0.0.1:${port}/?${CODE_PARAMETER}=${keys.newCode(lifeMs)}`;
    const openAddress: StudioPeer['openAddress'] = ({ revoke }) => {
      if (revoke) {
        session.revoke();
        keys.forgetCodes();
        // After the answer: whoever asked may be one of them.
        setImmediate(() => serving.dropPages());
      }
      return newAddress(PRINTED_CODE_MS);
    };
    const offerDownload = (path: string) => downloads.offer(path);
    const serving = serveRequests(server, routes, access, (socket) =>
      host.attach(webSocketPort(socket), { mayNamePaths: false, offerDownload, openAddress }),
    );
    closers.push(() => {
      const closed = new Promise((resolve) => server.close(resolve));
      serving.end();
      return closed;
    });

    const local = await listenLocal(host.home, (localPort) =>
      host.attach(localPort, { mayNamePaths: true, offerDownload: null, openAddress }),
    );
    closers.push(() => local.close());
    return { url: newAddress(PRINTED_CODE_MS), host, newAddress, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Listens where a page that was left open looks for the studio, unless another port was asked for.
 *
 * @throws AppError `port_in_use`, `forbidden` for a port that was asked for
 */
async function listenAgain(server: Server, asked: number | undefined, last: number | null): Promise<number> {
  if (asked !== undefined || last === null) return listen(server, asked ?? 0);
  try {
    return await listen(server, last);
  } catch {
    return listen(server, 0);
  }
}

/** TensorFlow and others talk on stderr; it is shown on request only. */
function logWorker(worker: string, text: string): void {
  if (process.env.KINDLING_LOG) process.stderr.write(text.replace(/^/gm, `[${worker}] `));
}
