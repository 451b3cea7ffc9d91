import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { engineProvider } from '../engine/provider.ts';
import { createHost } from '../host/createHost.ts';
import { appFolders } from '../shells/appFolders.ts';
import { connectLocal } from '../transport/localSocket.ts';
import { childSpawner } from '../workers/process/spawnChild.ts';

export interface Session {
  client: Client<StudioContract>;
  /** Fires on Ctrl-C and on SIGTERM. */
  signal: AbortSignal;
  close(): Promise<void>;
}

/** Attaches to the studio that owns `home`, or opens the home itself when no studio is running. */
export async function openSession(home: string, signal: AbortSignal): Promise<Session> {
  const running = await connectLocal(home);
  if (running) {
    return { client: connect(running, contract), signal, close: async () => running.close() };
  }
  const { code, resources } = appFolders();
  const host = createHost({
    home,
    resources,
    shell: 'cli',
    spawnWorker: childSpawner(code, logWorker),
    engine: engineProvider(),
    onNotice: (text) => console.error(`kindling: ${text}`),
  });
  const [ours, hosts] = memoryPorts();
  host.attach(hosts, { mayNamePaths: true, offerDownload: null });
  return { client: connect(ours, contract), signal, close: () => host.close() };
}

/** TensorFlow and others talk on stderr; it is shown on request only. */
function logWorker(worker: string, text: string): void {
  if (process.env.KINDLING_LOG) process.stderr.write(text.replace(/^/gm, `[${worker}] `));
}
