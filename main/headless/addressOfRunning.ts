import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { connectLocal } from '../transport/localSocket.ts';

/**
 * Another one-time address of the studio that runs on a home; `null` where none runs, or it is not served to browsers.
 *
 * @param revoke makes every page that is open need such an address again
 */
export async function addressOfRunning(home: string, revoke = false): Promise<string | null> {
  const port = await connectLocal(home);
  if (!port) return null;
  try {
    return (await connect(port, contract).host.openAddress({ revoke })).url;
  } finally {
    port.close();
  }
}
