import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cookieName, newToken } from './access.ts';
import { Downloads } from './downloads.ts';
import { createRoutes, type Route, SOCKET_PATH } from './routes.ts';
import { openHeadless, PAGE, send, type TestHeadless, UPGRADE_HEADERS } from './testing/headless.ts';

let studio: TestHeadless;
let routes: Route[];
beforeAll(async () => {
  studio = await openHeadless();
  const access = { token: studio.token, port: studio.port };
  routes = createRoutes({ host: studio.host, access, downloads: new Downloads(), renderer: studio.folder });
});
afterAll(() => studio.close());

const own = () => `http://127.0.0.1:${studio.port}`;
const cookie = () => `${cookieName(studio.port)}=${studio.token}`;

/** Every way in: the routes as the server has them, the upgrade, and a method that no route has. */
const targets = () => [
  ...routes.map(({ method, path }) => ({ method, path, headers: {} })),
  { method: 'GET', path: SOCKET_PATH, headers: UPGRADE_HEADERS },
  { method: 'GET', path: '/no-socket-here', headers: UPGRADE_HEADERS },
  { method: 'GET', path: '/assets/a.js', headers: {} },
  { method: 'DELETE', path: '/upload', headers: {} },
  { method: 'OPTIONS', path: '/', headers: {} },
];

type Credentials = () => { headers: Record<string, string>; query?: string };
const intruders: [string, number, string, Credentials][] = [
  ['no token', 401, 'unauthorized', () => ({ headers: { Origin: own() } })],
  [
    'an empty token',
    401,
    'unauthorized',
    () => ({ headers: { Origin: own(), Cookie: `${cookieName(studio.port)}=` } }),
  ],
  ['a wrong token', 401, 'unauthorized', () => ({ headers: { Origin: own(), Authorization: `Bearer ${newToken()}` } })],
  ['a wrong token in the address', 401, 'unauthorized', () => ({ headers: { Origin: own() }, query: newToken() })],
  [
    'the beginning of the token',
    401,
    'unauthorized',
    () => ({ headers: { Origin: own() }, query: studio.token.slice(0, -1) }),
  ],
  [
    'the cookie of a studio on another port',
    401,
    'unauthorized',
    () => ({ headers: { Origin: own(), Cookie: `${cookieName(1)}=${studio.token}` } }),
  ],
  ['a foreign Origin', 403, 'forbidden', () => ({ headers: { Origin: 'https://evil.example', Cookie: cookie() } })],
  [
    'the Origin of another port',
    403,
    'forbidden',
    () => ({ headers: { Origin: `http://127.0.0.1:${studio.port + 1}`, Cookie: cookie() } }),
  ],
  ['Origin null', 403, 'forbidden', () => ({ headers: { Origin: 'null', Cookie: cookie() } })],
  [
    'a foreign Host',
    403,
    'forbidden',
    () => ({ headers: { Host: `evil.example:${studio.port}`, Origin: own(), Cookie: cookie() } }),
  ],
  [
    'a foreign Host with its own Origin',
    403,
    'forbidden',
    () => ({
      headers: {
        Host: `evil.example:${studio.port}`,
        Origin: `http://evil.example:${studio.port}`,
        Cookie: cookie(),
      },
    }),
  ],
  [
    'a Host without its port',
    403,
    'forbidden',
    () => ({ headers: { Host: '127.0.0.1', Origin: 'http://127.0.0.1', Cookie: cookie() } }),
  ],
];

describe.each(intruders)('%s', (_, status, code, credentials) => {
  test('is refused at every route and at the upgrade', async () => {
    for (const { method, path, headers } of targets()) {
      const { headers: presented, query } = credentials();
      const address = query === undefined ? path : `${path}?token=${query}`;
      const answer = await send(studio.port, { method, path: address, headers: { ...headers, ...presented } });
      expect({ method, path, status: answer.status }).toEqual({ method, path, status });
      expect(JSON.parse(answer.body.toString()).error.code).toBe(code);
    }
  });
});

test('what changes something, and the socket, need an Origin', async () => {
  const headers = { Cookie: cookie() };
  expect((await send(studio.port, { method: 'POST', path: '/upload?name=a', headers })).status).toBe(403);
  expect((await send(studio.port, { path: SOCKET_PATH, headers: { ...headers, ...UPGRADE_HEADERS } })).status).toBe(
    403,
  );
});

test('the owner comes in: by cookie, by header and by address, as 127.0.0.1 and as localhost', async () => {
  const bearer = { Authorization: `Bearer ${studio.token}` };
  for (const headers of [
    { Cookie: cookie() },
    { Cookie: `other=1; ${cookie()}`, Origin: own() },
    bearer,
    { ...bearer, Host: `localhost:${studio.port}`, Origin: `http://localhost:${studio.port}` },
  ] as Record<string, string>[]) {
    const answer = await send(studio.port, { headers });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body.toString()).toBe(PAGE);
  }
  const socket = { ...UPGRADE_HEADERS, Cookie: cookie(), Origin: own() };
  expect((await send(studio.port, { path: SOCKET_PATH, headers: socket })).status).toBe(101);
  expect((await send(studio.port, { path: '/elsewhere', headers: socket })).status).toBe(404);
});

test('the token moves from the address into a cookie that scripts and other sites cannot use', async () => {
  const answer = await send(studio.port, { path: `/?token=${studio.token}` });
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe('/');
  expect(answer.headers['set-cookie']).toEqual([`${cookie()}; Path=/; HttpOnly; SameSite=Strict`]);
});

test('a token has 24 random bytes or more', () => {
  expect(Buffer.from(studio.token, 'base64url').length).toBeGreaterThanOrEqual(24);
  expect(newToken()).not.toBe(newToken());
});

test('every answer carries the security headers, a refusal too', async () => {
  for (const headers of [{ Cookie: cookie() }, {}] as Record<string, string>[]) {
    const answer = await send(studio.port, { headers });
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
  const answer = await send(studio.port, { path, headers: { Cookie: cookie() } });
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.body.toString()).error.code).toBe('file_not_found');
});

test.each(['//evil.example/', 'http://evil.example/', '*'])(
  'an address that is no path is refused: %s',
  async (path) => {
    expect((await send(studio.port, { path, headers: { Cookie: cookie() } })).status).toBe(400);
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
