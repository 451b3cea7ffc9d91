import { connectLocal } from '../../main/transport/localSocket.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';

/** A client of the studio that owns a home, as the command line is one. */
export async function connectStudio(home: string): Promise<{ client: Client<StudioContract>; close(): Promise<void> }> {
  const port = await connectLocal(home);
  if (!port) throw new Error(`no studio answers for ${home}`);
  const closed = new Promise<void>((resolve) => port.onClose(resolve));
  return {
    client: connect(port, contract),
    close: () => {
      port.close();
      return closed;
    },
  };
}
