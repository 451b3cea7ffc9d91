import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CODE_PARAMETER,
  HELLO_PATH,
  PROOF_PREFIX,
  PROOF_SCHEME,
  pageMessage,
  proofOf,
  SESSION_PATH,
  SOCKET_PROTOCOL,
} from '../../shared/ipc/pageProof.ts';
import { Downloads } from './downloads.ts';
import { PageKeys } from './pageKeys.ts';
import { createRoutes, type Route, SOCKET_PATH } from './routes.ts';
import {
  newProof,
  openHeadless,
  PAGE,
  postJson,
  redeem,
  send,
  type TestHeadless,
  UPGRADE_HEADERS,
} from './testing/headless.ts';

let studio: TestHeadless;
let routes: Route[];
let keys: PageKeys;
beforeAll(async () => {
  studio = await openHeadless();
  keys = new PageKeys(() => Buffer.alloc(32), studio.port);
  const access = { keys, port: studio.port };
  routes = createRoutes({ host: studio.host, access, downloads: new Downloads(), renderer: studio.folder });
});
afterAll(() => studio.close());

const own = () => `http://127.0.0.1:${studio.port}`;
const proof = () => newProof(studio.port, studio.key);
const bearing = (value: string) => ({ Authorization: `${PROOF_SCHEME} ${value}` });
const pageHeaders = async () => ({ Origin: own(), ...bearing(await proof()) });

interface Target {
  method: string;
  path: string;
  headers: Record<string, string>;
}

/** Every way in that asks for a key: the routes as the server has them, the upgrade, and methods that no route has. */
const guarded = (): Target[] => [
  ...routes.filter(({ needsKey }) => needsKey).map(({ method, path }) => ({ method, path, headers: {} })),
  { method: 'GET', path: SOCKET_PATH, headers: UPGRADE_HEADERS },
  { method: 'GET', path: '/no-socket-here', headers: UPGRADE_HEADERS },
  { method: 'DELETE', path: '/upload', headers: {} },
  { method: 'OPTIONS', path: '/', headers: {} },
  { method: 'PUT', path: SESSION_PATH, headers: {} },
];

/** All ways in: what is open to all is open to our own pages only. */
const all = (): Target[] => [
  ...guarded(),
  ...routes.filter(({ needsKey }) => !needsKey).map(({ method, path }) => ({ method, path, headers: {} })),
  { method: 'GET', path: '/assets/a.js', headers: {} },
];

test('what is open without a key holds nothing of the user’s, or has a credential of its own', () => {
  const open = routes.filter(({ needsKey }) => !needsKey).map(({ method, path }) => `${method} ${path}`);
  expect(open.sort()).toEqual(['GET /', 'GET /download/', 'POST /session', 'POST /session/hello']);
});

type Headers = Record<string, string>;
const withoutKey: [string, () => Headers | Promise<Headers>][] = [
  ['no proof', () => ({})],
  ['an empty proof', () => bearing('')],
  ['a proof made up', () => bearing(`${'A'.repeat(51)}.${'B'.repeat(43)}`)],
  ['a proof with another key', async () => bearing(await forged(Buffer.alloc(32, 1)))],
  ['the key itself', () => bearing(studio.key)],
  ['the key as a token of other schemes', () => ({ Authorization: `Bearer ${studio.key}` })],
  ['the key as a cookie', () => ({ Cookie: `kindling-${studio.port}=${studio.key}; kindling=${studio.key}` })],
  ['a proof as a cookie', async () => ({ Cookie: `kindling=${await proof()}` })],
  ['the beginning of a proof', async () => bearing((await proof()).slice(0, -1))],
  ['a proof for a nonce of another server', async () => bearing(await foreignNonce())],
  ['a proof that was used', async () => bearing(await usedProof())],
  ['a code in place of a proof', () => bearing(keys.newCode(1000))],
];

/** A right nonce, signed with a key that is not the page's. */
async function forged(key: Buffer): Promise<string> {
  const { body } = await postJson(studio.port, HELLO_PATH, { nonce: 'A'.repeat(22) });
  const { nonce } = JSON.parse(body.toString());
  return proofOf(nonce, createHmac('sha256', key).update(pageMessage(nonce)).digest('base64url'));
}

async function foreignNonce(): Promise<string> {
  const { nonce } = keys.answer('A'.repeat(22));
  const key = Buffer.from(studio.key, 'base64url');
  return proofOf(nonce, createHmac('sha256', key).update(pageMessage(nonce)).digest('base64url'));
}

async function usedProof(): Promise<string> {
  const once = await proof();
  const headers = { Origin: own(), ...bearing(once) };
  expect((await send(studio.port, { method: 'POST', path: '/download/x', headers })).status).toBe(404);
  return once;
}

describe.each(withoutKey)('%s', (_, credentials) => {
  test('is refused wherever a key is asked for', async () => {
    for (const { method, path, headers } of guarded()) {
      const presented = { ...headers, Origin: own(), ...(await credentials()) };
      const answer = await send(studio.port, { method, path, headers: presented });
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 401 });
      expect(JSON.parse(answer.body.toString()).error.code).toBe('unauthorized');
    }
  });

  test('is refused as a subprotocol, and in the address', async () => {
    const { Authorization = '' } = await credentials();
    const value = Authorization.split(' ').at(-1) ?? '';
    const headers = {
      ...{ ...UPGRADE_HEADERS, Origin: own() },
      ...(value === '' ? {} : { 'Sec-WebSocket-Protocol': `${SOCKET_PROTOCOL}, ${PROOF_PREFIX}${value}` }),
    };
    expect((await send(studio.port, { path: SOCKET_PATH, headers })).status).toBe(401);
    for (const name of ['token', 'key', 'code', 'proof']) {
      const path = `/upload?name=a&${name}=${value || studio.key}`;
      expect((await send(studio.port, { method: 'POST', path, headers: { Origin: own() } })).status).toBe(401);
    }
  });
});

const foreign: [string, () => Headers][] = [
  ['a foreign Origin', () => ({ Origin: 'https://evil.example' })],
  ['the Origin of another port', () => ({ Origin: `http://127.0.0.1:${studio.port + 1}` })],
  ['the Origin of another scheme', () => ({ Origin: `https://127.0.0.1:${studio.port}` })],
  ['Origin null', () => ({ Origin: 'null' })],
  ['a foreign Host', () => ({ Host: `evil.example:${studio.port}`, Origin: own() })],
  [
    'a foreign Host with its own Origin',
    () => ({ Host: `evil.example:${studio.port}`, Origin: `http://evil.example:${studio.port}` }),
  ],
  ['a Host without its port', () => ({ Host: '127.0.0.1', Origin: 'http://127.0.0.1' })],
];

describe.each(foreign)('%s', (_, presented) => {
  test('is refused at every route and at the upgrade, with a right proof too', async () => {
    for (const { method, path, headers } of all()) {
      const sent = { ...headers, ...(await pageHeaders()), ...presented() };
      const answer = await send(studio.port, { method, path, headers: sent });
      expect({ method, path, status: answer.status }).toEqual({ method, path, status: 403 });
      expect(JSON.parse(answer.body.toString()).error.code).toBe('forbidden');
    }
  });
});

test('what changes something, and the socket, need an Origin', async () => {
  for (const { path } of routes.filter(({ changes }) => changes)) {
    const headers = bearing(await proof());
    expect((await send(studio.port, { method: 'POST', path, headers })).status, path).toBe(403);
  }
  const headers = { ...bearing(await proof()), ...UPGRADE_HEADERS };
  expect((await send(studio.port, { path: SOCKET_PATH, headers })).status).toBe(403);
});

test('a page with a key comes in: by header and by subprotocol, as 127.0.0.1 and as localhost', async () => {
  const socket = async () => ({
    ...{ ...UPGRADE_HEADERS, Origin: own() },
    'Sec-WebSocket-Protocol': `${SOCKET_PROTOCOL}, ${PROOF_PREFIX}${await proof()}`,
  });
  expect((await send(studio.port, { path: SOCKET_PATH, headers: await socket() })).status).toBe(101);
  expect((await send(studio.port, { path: '/elsewhere', headers: await socket() })).status).toBe(404);
  const local = { Host: `localhost:${studio.port}`, Origin: `http://localhost:${studio.port}` };
  const headers = { ...bearing(await proof()), ...local };
  expect((await send(studio.port, { method: 'POST', path: '/upload?name=a', headers, body: 'x' })).status).toBe(200);
});

test('the page itself is there for everyone, and no answer sets a cookie', async () => {
  for (const path of ['/', '/?code=whatever', '/assets/a.js']) {
    const answer = await send(studio.port, { path });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  expect((await send(studio.port, {})).body.toString()).toBe(PAGE);
});

describe('a code', () => {
  const codeOf = (address: string) => new URL(address).searchParams.get(CODE_PARAMETER) ?? '';

  test('gets the key once, from our own page', async () => {
    const code = codeOf(studio.newAddress(10_000));
    const evil = { Origin: 'http://127.0.0.1:1' };
    expect((await postJson(studio.port, SESSION_PATH, { code }, evil)).status).toBe(403);
    expect(await redeem(studio.port, code)).toBe(studio.key);
    expect(await redeem(studio.port, code)).toBeNull();
    expect(await redeem(studio.port, codeOf(studio.url)), 'the printed one was used').toBeNull();
  });

  test.each(['', 'x', '__proto__', 'A'.repeat(200), 'A'.repeat(1_000_000)])(
    'that was never given is refused',
    async (code) => {
      expect(await redeem(studio.port, code)).toBeNull();
    },
  );

  test('expires', async () => {
    const code = codeOf(studio.newAddress(0));
    expect(await redeem(studio.port, code)).toBeNull();
  });

  test('has 24 random bytes, as the key has 32', () => {
    expect(Buffer.from(codeOf(studio.newAddress(1)), 'base64url')).toHaveLength(24);
    expect(Buffer.from(studio.key, 'base64url')).toHaveLength(32);
  });
});

test('a key is none on another port', async () => {
  const other = new PageKeys(() => Buffer.alloc(32, 7), 1);
  const same = new PageKeys(() => Buffer.alloc(32, 7), 2);
  expect(other.redeem(other.newCode(1000))).not.toBe(same.redeem(same.newCode(1000)));
});

test('who opened a dead address in a browser reads a page, and never data', async () => {
  const headers = { Accept: 'text/html,application/xhtml+xml' };
  for (const path of ['/download/x', '/no-such-thing', '/datasets/%3Cscript%3E']) {
    const answer = await send(studio.port, { path, headers });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body.toString()).toContain('<a href="/">');
    expect(answer.body.toString()).not.toContain('<script>');
  }
});

test('every answer carries the security headers, a refusal too', async () => {
  for (const method of ['GET', 'DELETE']) {
    const answer = await send(studio.port, { method });
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(answer.headers['content-security-policy']).not.toContain('unsafe-eval');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  }
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/../renderer-evil/secret.txt',
  '/assets/../../secret.txt',
  '/.secret',
  '/%2esecret',
  '/assets/%00',
  '/C:/secret.txt',
  '/%ff',
  '/__proto__',
])('no file outside of the page’s folder, and no hidden one: %s', async (path) => {
  const answer = await send(studio.port, { path, headers: await pageHeaders() });
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.body.toString()).error.code).toBe('file_not_found');
});

test.each(['//evil.example/', 'http://evil.example/', '*'])(
  'an address that is no path is refused: %s',
  async (path) => {
    expect((await send(studio.port, { path, headers: await pageHeaders() })).status).toBe(400);
  },
);

test('it listens on the loopback interface only', async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address && !address.internal && address.family === 'IPv4');
  for (const address of others) {
    const reached = await new Promise((resolve) => {
      const socket = connect({ host: address?.address ?? '', port: studio.port, timeout: 2000 });
      socket
        .on('connect', () => resolve(true))
        .on('error', () => resolve(false))
        .on('timeout', () => resolve(false));
      socket.on('close', () => socket.destroy());
    });
    expect(reached).toBe(false);
  }
});
