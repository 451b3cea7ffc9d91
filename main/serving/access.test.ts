import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLoopback } from '../../shared/domain/models/server.ts';
import { needsKey } from './admission.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import { keysOf, openServer, type Received, type Sent, send, sendRaw, type TestServer } from './testing/server.ts';

/** What must be refused, at every endpoint that the server has: made from the list that it serves by. */

const KEY = 'kd-the-right-key-of-this-test';
const PAGE = 'https://app.example';
let server: TestServer;
beforeAll(async () => {
  const limits = { mostBytes: 2000, ms: 200 };
  server = await openServer({ keys: keysOf(KEY), corsOrigins: [PAGE], limits });
});
afterAll(async () => {
  await server.close();
  expect(server.internalErrors).toEqual([]);
  expect(server.models.asked).toEqual([]);
});

const withKey = { Authorization: `Bearer ${KEY}` };
const all = ENDPOINTS.map(({ method, path, open = false, body }) => ({
  ...{ method, path: path.replace('{id}', 'none'), open, hasBody: body !== undefined },
}));
const guarded = all.filter(({ open }) => !open);
const withBody = all.filter(({ hasBody }) => hasBody);

async function refusal(sent: Sent, status: number): Promise<Received> {
  const answer = await send(server.port, sent);
  expect({ ...sent, status: answer.status }).toEqual({ ...sent, status });
  if (sent.method !== 'HEAD') {
    expect(Object.keys(answer.json.error)).toEqual(['message', 'type', 'param', 'code']);
    expect(answer.json.error.message).not.toBe('');
  }
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  return answer;
}

test('what is open without a key holds nothing of the user’s', () => {
  expect(all.filter(({ open }) => open).map(({ path }) => path)).toEqual(['/health', '/docs', '/openapi.json']);
});

describe.each([
  ['no key', {}],
  ['an empty key', { Authorization: 'Bearer ' }],
  ['a wrong key', { Authorization: 'Bearer kd-wrong' }],
  ['the beginning of the key', { Authorization: `Bearer ${KEY.slice(0, -1)}` }],
  ['the key and more', { Authorization: `Bearer ${KEY}x` }],
  ['another scheme', { Authorization: `Basic ${KEY}` }],
  ['the key as a cookie', { Cookie: `key=${KEY}` }],
  ['the key in another header', { 'Api-Key': KEY, 'X-Api-Key': KEY }],
])('%s', (_, headers) => {
  test('is refused wherever a key is asked for, and where nothing is', async () => {
    const nowhere = [
      { method: 'GET', path: '/v1/none' },
      { method: 'POST', path: '/' },
      { method: 'DELETE', path: '/v1/models' },
    ];
    for (const { method, path } of [...guarded, ...nowhere]) {
      await refusal({ method, path, headers }, 401);
      await refusal({ method, path: `${path}?key=${KEY}&api_key=${KEY}`, headers }, 401);
    }
  });
});

describe.each([
  ['a foreign Host', () => ({ Host: `evil.example:${server.port}` })],
  ['a Host without its port', () => ({ Host: '127.0.0.1' })],
  ['the Host of another port', () => ({ Host: `127.0.0.1:${server.port + 1}` })],
  ['a Host that begins like ours', () => ({ Host: `127.0.0.1.evil.example:${server.port}` })],
  ['a foreign Origin', () => ({ Origin: 'https://evil.example' })],
  ['Origin null', () => ({ Origin: 'null' })],
  ['an Origin that begins like the named one', () => ({ Origin: `${PAGE}.evil.example` })],
  ['the named Origin on another scheme', () => ({ Origin: PAGE.replace('https', 'http') })],
  ['the Origin of another port', () => ({ Origin: `http://127.0.0.1:${server.port + 1}` })],
] as [string, () => Record<string, string>][])('%s', (_, presented) => {
  test('is refused everywhere, with a right key too, and before a preflight is answered', async () => {
    for (const { method, path } of [...all, { method: 'GET', path: '/v1/none' }])
      await refusal({ method, path, headers: { ...withKey, ...presented() } }, 403);
    const preflight = { 'Access-Control-Request-Method': 'POST' };
    await refusal({ method: 'OPTIONS', path: '/v1/completions', headers: { ...preflight, ...presented() } }, 403);
  });
});

test('who has a key comes in, as any name of this machine, and from a page that was named', async () => {
  for (const Host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, `LOCALHOST:${server.port}`]) {
    const answer = await send(server.port, { path: '/v1/models', headers: { ...withKey, Host } });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  const preflight = await send(server.port, {
    ...{ method: 'OPTIONS', path: '/v1/completions' },
    headers: {
      ...{ Origin: PAGE, 'Access-Control-Request-Method': 'POST' },
      'Access-Control-Request-Headers': 'authorization, content-type, x-stainless-os',
      'Access-Control-Request-Private-Network': 'true',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    ...{ 'access-control-allow-origin': PAGE, 'access-control-allow-methods': 'POST', vary: 'Origin' },
    'access-control-allow-headers': 'authorization, content-type, x-stainless-os',
    'access-control-allow-private-network': 'true',
  });
  const asked = await send(server.port, { path: '/v1/models', headers: { ...withKey, Origin: PAGE } });
  expect(asked.headers['access-control-allow-origin']).toBe(PAGE);
  expect(asked.headers['access-control-allow-credentials']).toBeUndefined();
});

test('methods that an address does not have are refused, and those that it has are named', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
  for (const { path } of all) {
    const has = all.filter((one) => one.path === path).map(({ method }) => method as string);
    for (const method of methods.filter((one) => !has.includes(one))) {
      const { headers } = await refusal({ method, path, headers: withKey }, 405);
      expect(headers.allow).toBe(has.join(', '));
    }
  }
  await refusal({ path: '/v1/none', headers: withKey }, 404);
  await refusal({ path: '/v1/models/%E0%A4%A', headers: withKey }, 404);
  await refusal({ path: '//evil.example/v1/models', headers: withKey }, 400);
});

describe.each(withBody)('a body of $path', ({ path }) => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}, status = 400) =>
    refusal({ method: 'POST', path, body, headers: { ...withKey, ...headers } }, status);

  test('is JSON in UTF-8, an object, and of its schema', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/json; charset=latin1',
    ])
      await post('{}', { 'Content-Type': type }, 415);
    await post('{}', { 'Content-Encoding': 'gzip' }, 415);
    for (const text of ['', '{', '{"model":', "{'a':1}", '[1', 'NaN', '{"a":1}x', '\0'])
      expect((await post(text)).json.error.code).toBe('invalid_json');
    for (const bytes of [[0xff], [0xc0, 0x80], [0x22, 0xed, 0xa0, 0x80, 0x22]])
      expect((await post(Buffer.from(bytes))).json.error.code).toBe('invalid_utf8');
    for (const text of ['[]', '"a"', '1', 'null', 'true'])
      expect((await post(text)).json.error.code).toBe('invalid_type');
    for (const text of ['{}', '{"model":1}', '{"model":"","x":1}', '{"__proto__":{"model":"a"}}', '{"constructor":1}'])
      expect((await post(text)).json.error.code).toMatch(
        /^(missing_required_parameter|invalid_value|unknown_parameter)$/,
      );
    await post(`{"a":${'['.repeat(500)}`);
    await post(`{"model":"${'"'.repeat(3)}`);
  });

  test('is no larger than allowed, announced or not', async () => {
    const large = `{"model":"${'x'.repeat(3000)}"}`;
    await post(large, {}, 413);
    const chunked = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n`;
    expect(await sendRaw(server.port, chunked)).toMatch(/^HTTP\/1.1 413 /);
  });

  test('comes in time', async () => {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
    expect(await sendRaw(server.port, head)).toMatch(/^HTTP\/1.1 408 /);
  });
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['no Host', 'GET /v1/models HTTP/1.1\r\n\r\n', 403],
  ['another version', 'GET / HTTP/9.9\r\n\r\n', 400],
  ['TLS', Buffer.from([0x16, 0x03, 0x01, 0x00, 0xa5, 0x01, 0x00, 0x00]), 400],
  ['a space in a name', 'GET /health HTTP/1.1\r\nHo st: a\r\n\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
  ['a length and chunks', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ['a proxy’s request', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n', 405],
] as [string, string | Buffer, number][])('%s on the line is refused with words', async (_, bytes, status) => {
  const text = await sendRaw(server.port, bytes);
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).error.message).not.toBe('');
});

test('an upgrade is refused', async () => {
  const head = `GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
  expect(await sendRaw(server.port, head)).toMatch(/^HTTP\/1.1 400 /);
});

describe('where it listens', () => {
  test('an address that others reach needs a key, and none is right once the last was revoked', async () => {
    await expect(openServer({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'server_needs_key' });
    await expect(openServer({ host: '192.0.2.1', keys: keysOf(KEY) })).rejects.toMatchObject({
      code: 'server_address_unknown',
    });
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.1.2.3']) expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '::', '127.0.0.1.evil.example', '192.168.0.2', ''])
      expect([isLoopback(host), needsKey({ host, keys: keysOf() })]).toEqual([false, true]);
    expect(needsKey({ host: '127.0.0.1', keys: keysOf() })).toBe(false);
  });

  test('a port that is taken is named', async () => {
    await expect(openServer({ port: server.port })).rejects.toMatchObject({
      ...{ code: 'port_in_use', details: { port: server.port } },
    });
  });
});
