import { z } from 'zod';
import { HubDownload, HubModel, HubOffer, HubToken, HubUrl } from '../domain/models/hub.ts';
import { call, stream } from './rpc.ts';

const none = z.object({});
const name = z.string().trim().min(1).max(200);
/** Another hub than that of the settings, and a token for this call: for the command line, and refused from anyone else. */
const hubOfCall = { hub: HubUrl.optional(), token: z.string().max(1000).optional() };
const byDownload = z.object({ key: z.string().min(1).max(500) });

/**
 * Models on a hub. Whatever is sent to it is sent by one of these calls: `search` sends the words, `look` and `download` the model's name;
 * the hub's access token goes with them where there is one, and to nobody else.
 */
export const hubMethods = {
  search: call(z.object({ words: z.string().trim().min(1).max(200), ...hubOfCall }), z.array(HubModel)),
  /** What there is of a model: an id in any form (`owner/name`, with a file, an address). Only small files are asked for. */
  look: call(z.object({ id: z.string().trim().min(1).max(500), ...hubOfCall }), HubOffer),
  /** Begins a download, or goes on with one; the consent is the call, to what `look` said. It goes on when the caller has gone. */
  download: call(
    z.object({
      id: z.string().min(1).max(200),
      commit: z.string().regex(/^[0-9a-f]{40}$/),
      file: z.string().max(500).nullable(),
      /** What was agreed to. */
      bytes: z.number().int().nonnegative(),
      name: name.optional(),
      ...hubOfCall,
    }),
    z.object({ key: z.string() }),
  ),
  /** Those under way and those that were stopped, as they are and whenever that has changed. One that is done is told once more. */
  downloads: stream(none, z.array(HubDownload)),
  /** Goes on from what has come. */
  resume: call(byDownload, none),
  /** What has come is kept. */
  pause: call(byDownload, none),
  /** What has come is removed. */
  discard: call(byDownload, none),
  /** Whether there is an access token for the hub of the settings, and where; never the token itself. */
  token: call(none, HubToken),
  setToken: call(z.object({ token: z.string().max(1000).nullable() }), HubToken),
};
