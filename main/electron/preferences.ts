import { toAppError } from '../../shared/errors/errors.ts';
import type { StudioContract, UserSettings } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';

/** Applies the user's settings now and whenever they change, until the host closes. */
export async function followSettings(
  client: Client<StudioContract>,
  apply: (settings: UserSettings) => void,
): Promise<void> {
  try {
    apply(await client.settings.get({}));
    for await (const event of client.host.watch({})) {
      if (event.event === 'changed' && event.what === 'settings') apply(await client.settings.get({}));
    }
  } catch (thrown) {
    // A host that closes also closes our port to it.
    if (toAppError(thrown).code !== 'connection_lost') throw thrown;
  }
}
