import type { IncomingMessage } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { bracketed, isLoopback, LOOPBACK_HOST } from '../../shared/domain/models/server.ts';
import { ApiError } from './apiError.ts';
import type { Keys, UsedKey } from './keyRing.ts';

/** Who may ask. */
export interface Admission {
  /** The address and port that are listened on. */
  host: string;
  port: number;
  /** Pages that may ask from a browser. */
  corsOrigins: readonly string[];
  keys: Keys;
}

/** Without one, only this machine asks, and only as long as nobody has made a key. */
export const needsKey = ({ host, keys }: Pick<Admission, 'host' | 'keys'>): boolean => !isLoopback(host) || keys.some;

/**
 * Admits a request or throws. Each one goes through here before anything is looked up, so that none can be forgotten.
 *
 * - `Host` must name this machine: a foreign name that resolves to it (DNS rebinding) is refused.
 * - `Origin`, where a browser sends one, must be this server's own or have been named.
 *
 * @throws ApiError 403
 */
export function checkPlace({ headers }: IncomingMessage, { host, port, corsOrigins }: Admission): void {
  const named = (headers.host ?? '').toLowerCase();
  const names = isLoopback(host) ? [LOOPBACK_HOST, 'localhost', '[::1]'] : [...ownNames(), bracketed(host)];
  if (!names.some((name) => named === `${name}:${port}` || (named === name && port === HTTP_PORT)))
    throw forbidden('This server does not answer for that host name (header Host).');
  const { origin } = headers;
  if (origin === undefined || origin === `http://${named}`) return;
  if (!isNamed(origin, corsOrigins))
    throw forbidden(
      'Pages of this origin may not ask this server. Name it with --cors-origin, or on the page “Server”.',
    );
}

/**
 * The key of a request; `null` where none is needed.
 *
 * @throws ApiError 401
 */
export function checkKey({ headers }: IncomingMessage, admission: Admission): UsedKey | null {
  if (!needsKey(admission)) return null;
  const presented = /^Bearer (\S{1,500})$/i.exec(headers.authorization ?? '')?.[1];
  if (presented === undefined)
    throw unauthorized('You did not provide an API key: send the header Authorization: Bearer YOUR_KEY.', null);
  const key = admission.keys.find(presented);
  if (!key)
    throw unauthorized(
      'Incorrect API key provided. Keys are made on the page “Server” of Kindling.',
      'invalid_api_key',
    );
  return key;
}

/** What a browser is told before it sends a page's request, and with each answer to one. Nothing to pages that were not named. */
export function corsHeaders({ headers }: IncomingMessage, { corsOrigins }: Admission): Record<string, string> {
  const { origin } = headers;
  if (corsOrigins.length === 0) return {};
  if (origin === undefined || !isNamed(origin, corsOrigins)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
  };
}

export function preflightHeaders({ headers }: IncomingMessage, methods: readonly string[]): Record<string, string> {
  const asked = String(headers['access-control-request-headers'] ?? '');
  return {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': /^[\w\-, ]{1,1000}$/.test(asked) ? asked : 'Authorization, Content-Type',
    'Access-Control-Max-Age': '600',
    // Chromium asks so before a page of the net reaches this computer; this one was named.
    ...(headers['access-control-request-private-network'] !== undefined && {
      'Access-Control-Allow-Private-Network': 'true',
    }),
  };
}

const HTTP_PORT = 80;

const isNamed = (origin: string, named: readonly string[]) =>
  named.some((one) => one.toLowerCase() === origin.toLowerCase());

/** What this machine is called by others, as it is now: addresses come and go. */
function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);
  const name = hostname().toLowerCase();
  return ['localhost', name, `${name}.local`, ...addresses.map(bracketed)];
}

const forbidden = (message: string) =>
  new ApiError({ status: 403, message, type: 'permission_error', code: 'forbidden' });

const unauthorized = (message: string, code: string | null) =>
  new ApiError({ status: 401, message, code, headers: { 'WWW-Authenticate': 'Bearer' } });
