import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/ipc/errors.ts';

const TOKEN_BYTES = 32;

/** A new secret that lets its holder use the studio; URL-safe. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** Who may talk to a server on this machine: only pages that it served itself, to someone who knows its token. */
export interface Access {
  token: string;
  port: number;
}

/**
 * Admits a request or throws. Every route and the upgrade go through here, so that none can be forgotten.
 *
 * - `Host` must name this machine: a foreign name that resolves to 127.0.0.1 (DNS rebinding) is refused.
 * - `Origin` must be the page's own where a browser sends one, and be there at all where something is changed.
 * - The token comes as cookie, as `Authorization: Bearer`, or in the address.
 *
 * @throws AppError `forbidden` for the first two, `unauthorized` for the token
 */
export function admit(request: IncomingMessage, url: URL, access: Access, changes: boolean): void {
  const { host = '', origin } = request.headers;
  if (!ownHosts(access.port).includes(host)) throw new AppError('forbidden', { what: 'a request for another host' });
  if (origin === undefined ? changes : origin !== `http://${host}`)
    throw new AppError('forbidden', { what: 'a request from another page' });
  if (!presentedTokens(request, url, access.port).some((token) => sameToken(token, access.token)))
    throw new AppError('unauthorized');
}

const ownHosts = (port: number) => [`127.0.0.1:${port}`, `localhost:${port}`];

/** Cookies know no ports, so the name has to: two studios on one machine must not take each other's. */
export const cookieName = (port: number) => `kindling-${port}`;

/** The cookie that carries the token from the first page on; out of reach for scripts and for other sites. */
export const tokenCookie = ({ token, port }: Access) =>
  `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;

function presentedTokens(request: IncomingMessage, url: URL, port: number): string[] {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const prefix = `${cookieName(port)}=`;
  const fromCookies = cookies
    .filter((cookie) => cookie.startsWith(prefix))
    .map((cookie) => cookie.slice(prefix.length));
  const [, bearer] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const query = url.searchParams.get('token');
  return [...fromCookies, ...(bearer ? [bearer] : []), ...(query ? [query] : [])];
}

/** Compares in a time that says nothing of how much was right. */
function sameToken(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
