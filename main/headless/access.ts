import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors/errors.ts';
import { PROOF_PREFIX, PROOF_SCHEME } from '../../shared/ipc/pageProof.ts';
import type { PageKeys } from './pageKeys.ts';

/** Who may talk to a server on this machine: only pages that it served itself, and of these only those that hold a key. */
export interface Access {
  keys: PageKeys;
  port: number;
}

/** What a way in asks for. */
export interface Conditions {
  /** Only our own page may ask: it changes something, or opens the socket. */
  changes: boolean;
  /** Who has no key does not come in. Open to all is what holds nothing of the user's, or carries a credential of its own. */
  needsKey: boolean;
}

/**
 * Admits a request or throws. Every route and the upgrade go through here, so that none can be forgotten.
 *
 * - `Host` must name this machine: a foreign name that resolves to 127.0.0.1 (DNS rebinding) is refused.
 * - `Origin` must be the page's own where a browser sends one, and be there at all where something is changed.
 * - The proof of a key comes as `Authorization: Kindling …`, or for a socket as a subprotocol. Never in an address, which stays in
 *   histories, and never as a cookie, which a browser sends to every port of this machine.
 *
 * @throws AppError `forbidden` for the first two, `unauthorized` for the key
 */
export function admit(request: IncomingMessage, access: Access, { changes, needsKey }: Conditions): void {
  const { host = '', origin } = request.headers;
  if (!ownHosts(access.port).includes(host)) throw new AppError('forbidden', { what: 'a request for another host' });
  if (origin === undefined ? changes : origin !== `http://${host}`)
    throw new AppError('forbidden', { what: 'a request from another page' });
  if (needsKey && !access.keys.admits(presentedProof(request))) throw new AppError('unauthorized');
}

const ownHosts = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`];

function presentedProof({ headers }: IncomingMessage): string {
  const [scheme, proof = ''] = (headers.authorization ?? '').split(' ');
  if (scheme === PROOF_SCHEME) return proof;
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return protocols.find((protocol) => protocol.startsWith(PROOF_PREFIX))?.slice(PROOF_PREFIX.length) ?? '';
}
