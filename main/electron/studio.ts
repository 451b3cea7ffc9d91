import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { engineProvider } from '../engine/provider.ts';
import { createHost, type Host } from '../host/createHost.ts';
import type { NativePicker, StudioPeer } from '../host/services/context.ts';
import type { AppFolders } from '../shells/appFolders.ts';
import { listenLocal } from '../transport/localSocket.ts';
import { systemKeyStore } from './keyStore.ts';
import type { Logs } from './logs.ts';
import { probeInUtility, utilitySpawner } from './workers.ts';

export interface Studio {
  host: Host;
  /** The shell's own way into the host, the same as everyone's. */
  client: Client<StudioContract>;
  close(): Promise<void>;
}

/** What a window may do: it holds tokens for files and never names a path. */
export const WINDOW_PEER: StudioPeer = { mayNamePaths: false, offerDownload: null };
const LOCAL_PEER: StudioPeer = { mayNamePaths: true, offerDownload: null };

/**
 * Opens the home with Electron's processes and dialogs, and lets the command line attach.
 *
 * @throws AppError `home_in_use`, `database_corrupt`, `database_newer`
 */
export async function openStudio(options: {
  home: string;
  folders: AppFolders;
  picker: NativePicker;
  logs: Logs;
}): Promise<Studio> {
  const { home, folders, picker, logs } = options;
  const host = createHost({
    home,
    resources: folders.resources,
    shell: 'electron',
    spawnWorker: utilitySpawner(folders.code, logs.worker),
    engine: engineProvider({ runProbe: probeInUtility }),
    picker,
    keyStore: systemKeyStore(),
    onInternalError: (error, method) => logs.error(`${method} failed`, error),
    onNotice: (text) => logs.error(text),
  });
  const local = await listenLocal(home, (port) => host.attach(port, LOCAL_PEER));
  const [ours, hosts] = memoryPorts();
  host.attach(hosts, WINDOW_PEER);
  return {
    host,
    client: connect(ours, contract),
    close: async () => {
      await local.close();
      await host.close();
    },
  };
}
