import { z } from 'zod';
import {
  MOST_REQUESTS_KEPT,
  ServedModelFacts,
  ServerKey,
  ServerRequest,
  ServerSettings,
  ServerState,
} from '../domain/models/server.ts';
import { call, stream } from './rpc.ts';

const none = z.object({});
const id = z.string().min(1).max(100);

/** Models over HTTP, in the words of OpenAI's API (`main/serving`). The server is on as long as the studio is, and never by itself. */
export const serverMethods = {
  state: call(none, ServerState),
  /** As it is, and whenever it has changed; figures at most once a second. */
  watch: stream(none, ServerState),
  /** Changes how models are served. A server that is on begins anew with it. */
  set: call(ServerSettings.partial(), ServerState),
  /** Lets a model be served, or not any more. The first one that is let switches the server on, the last one that is not switches it off. */
  serve: call(z.object({ kind: ServedModelFacts.shape.kind, id, served: z.boolean() }), ServerState),
  /** Refused with `server_needs_key` for an address that others reach while there is no key, and with `server_models_none`. */
  start: call(none, ServerState),
  stop: call(none, ServerState),
  /** Serves models until it is cancelled, whatever is set, and changes nothing of that: for the command line. */
  run: stream(
    ServerSettings.partial().extend({
      /** Models, or models to start from. */
      models: z.array(id).min(1).max(100),
      /** A key of one's own, besides those that were made. */
      ownKey: z.string().max(1000).optional(),
    }),
    ServerState,
  ),
  keys: call(none, z.array(ServerKey)),
  /** `key` is told this once. */
  makeKey: call(z.object({ name: z.string().trim().min(1).max(100) }), z.object({ key: z.string(), made: ServerKey })),
  revokeKey: call(z.object({ id }), none),
  /** Newest first. */
  log: call(
    z.object({ limit: z.number().int().min(1).max(MOST_REQUESTS_KEPT) }),
    z.object({ requests: z.array(ServerRequest), total: z.number().int().nonnegative() }),
  ),
  /** Removes every line of it, for good. */
  clearLog: call(none, none),
};
