import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../shared/ipc/client.ts';
import { contract, PickedFile } from '../../shared/ipc/contract.ts';
import { MAX_MESSAGE_BYTES } from '../../shared/ipc/limits.ts';
import { PROOF_PREFIX, PROOF_SCHEME, SOCKET_PROTOCOL } from '../../shared/ipc/pageProof.ts';
import { connectLocal } from '../transport/localSocket.ts';
import { webSocketPort } from '../transport/webSocketPort.ts';
import { Downloads } from './downloads.ts';
import { createHttpServer, listen, serveRequests } from './httpServer.ts';
import { PageKeys } from './pageKeys.ts';
import { createRoutes } from './routes.ts';
import { newProof, openHeadless, openSecond, postJson, redeem, send, type TestHeadless } from './testing/headless.ts';
import { safeFileName, storeUpload } from './uploads.ts';
import { zipFolder } from './zipFolder.ts';

let studio: TestHeadless;
beforeEach(async () => {
  studio = await openHeadless();
});
afterEach(() => studio.close());

const upload = async (name: string, body: string | Buffer) =>
  send(studio.port, {
    method: 'POST',
    path: `/upload?name=${encodeURIComponent(name)}`,
    headers: await studio.credentials(),
    body,
  });
const openSocket = async () => {
  const protocols = [SOCKET_PROTOCOL, `${PROOF_PREFIX}${await newProof(studio.port, studio.key)}`];
  const headers = { Origin: `http://127.0.0.1:${studio.port}` };
  return new Promise<WebSocket>((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${studio.port}/ws`, protocols, { headers });
    socket.on('open', () => resolve(socket)).on('error', reject);
  });
};
const refused = (code: string) => expect.objectContaining({ code });
const uploads = () => join(studio.home, 'uploads');

describe('starting', () => {
  test('a port in use is named', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as { port: number };
    await expect(openHeadless(port)).rejects.toMatchObject({ code: 'port_in_use', details: { port } });
    taken.close();
  });

  test('a home in use is refused with its owner, and the owner goes on', async () => {
    await expect(openSecond(studio.home)).rejects.toMatchObject({
      code: 'home_in_use',
      details: { home: studio.home, pid: String(process.pid) },
    });
    expect((await send(studio.port, {})).status).toBe(200);
    expect(await connectLocal(studio.home)).not.toBeNull();
  });

  test('closing frees the home and ends every connection', async () => {
    const socket = await openSocket();
    const ended = new Promise((resolve) => socket.on('close', resolve));
    const local = await connectLocal(studio.home);
    const localEnded = new Promise<void>((resolve) => local?.onClose(resolve));
    const { home } = studio;
    await studio.close();
    await Promise.all([ended, localEnded]);
    expect(await connectLocal(home)).toBeNull();
    const again = await openSecond(home);
    await again.close();
  });
});

describe('the socket', () => {
  test('serves the contract to a window, which cannot name paths', async () => {
    const client = connect(webSocketPort(await openSocket()), contract);
    expect(await client.host.info({})).toMatchObject({ shell: 'headless', home: studio.home, canPickFiles: false });
    const importing = Array.fromAsync(client.datasets.import({ file: { kind: 'path', path: '/etc/passwd' } }));
    await expect(importing).rejects.toEqual(refused('forbidden'));
  });

  test('ends when a message is too large or not text, and the studio goes on', async () => {
    for (const message of [Buffer.alloc(10), 'x'.repeat(MAX_MESSAGE_BYTES + 1)]) {
      const socket = await openSocket();
      const ended = new Promise((resolve) => socket.on('close', resolve));
      socket.send(message);
      await ended;
    }
    const client = connect(webSocketPort(await openSocket()), contract);
    expect(await client.datasets.list({})).toEqual([]);
  });
});

describe('uploads', () => {
  test('are stored byte by byte under a token', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const answer = await upload('产品 1.csv', content);
    expect(answer.status).toBe(200);
    const picked = PickedFile.parse(JSON.parse(answer.body.toString()));
    expect(picked).toMatchObject({ name: '产品 1.csv', bytes: content.length });
    expect(picked.token).not.toContain('uploads');
    const [folder = ''] = readdirSync(uploads());
    expect(readFileSync(join(uploads(), folder, '产品 1.csv'))).toEqual(content);
  });

  test.each([
    '../../evil.csv',
    '..\\..\\evil.csv',
    '/etc/cron.d/evil',
    'C:\\evil.csv',
    '\\\\server\\share\\evil.csv',
    '..',
    '.',
    '',
    'a\0b.csv',
    '.bashrc',
    'CON.csv',
    'x'.repeat(5000),
  ])('stay in their folder, whatever the name: %j', async (name) => {
    const before = readdirSync(studio.folder).sort();
    const answer = await upload(name, 'a,b\n1,2\n');
    expect(answer.status).toBe(200);
    expect(readdirSync(studio.folder).sort()).toEqual(before);
    const [folder = ''] = readdirSync(uploads());
    const files = readdirSync(join(uploads(), folder));
    expect(files).toHaveLength(1);
    expect(readFileSync(join(uploads(), folder, files[0] ?? ''), 'utf8')).toBe('a,b\n1,2\n');
  });

  test.each([
    ['data.csv', 'data.csv'],
    ['a/b\\c.tsv', 'c.tsv'],
    ['..', 'upload'],
    ['...csv', 'csv'],
    ['a:b|c?.csv', 'a_b_c_.csv'],
    ['nul', '_nul'],
    ['Aux.tar.gz', '_Aux.tar.gz'],
    ['end. . ', 'end'],
    [`${'漢'.repeat(100)}.csv`, `${'漢'.repeat(66)}.csv`],
  ])('%j is called %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  const store = (content: Readable, room: number, announcedBytes?: number) =>
    storeUpload({ folder: uploads(), name: 'a.csv', content, announcedBytes, roomFor: async () => room });

  test('that do not fit are refused, announced or not, and leave nothing', async () => {
    await expect(store(Readable.from(['12345']), 4, 5)).rejects.toEqual(refused('disk_full'));
    await expect(store(Readable.from(['123', '45']), 4)).rejects.toEqual(refused('disk_full'));
    expect(readdirSync(uploads())).toEqual([]);
    expect(readFileSync(await store(Readable.from(['12', '34']), 4), 'utf8')).toBe('1234');
  });

  test('may be slow, but not stall: what was stored goes, and the reason is said', async () => {
    const slow = new PassThrough();
    const storing = storeUpload({
      ...{ folder: uploads(), name: 'a.csv', content: slow, announcedBytes: undefined },
      stallMs: 50,
    });
    for (let part = 0; part < 8; part++) {
      slow.write('x');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    slow.end();
    expect(readFileSync(await storing, 'utf8'), 'longer than the limit of a pause').toBe('x'.repeat(8));

    const stalled = new PassThrough();
    stalled.write('x');
    const failing = storeUpload({
      ...{ folder: uploads(), name: 'b.csv', content: stalled, announcedBytes: 100 },
      stallMs: 20,
    });
    await expect(failing).rejects.toMatchObject({ code: 'upload_stalled', details: { file: 'b.csv' } });
    expect(readdirSync(uploads())).toHaveLength(1);
    expect(createHttpServer().requestTimeout, 'a whole upload has no limit').toBe(0);
  });

  test('that break off leave nothing', async () => {
    const socket = (await import('node:net')).connect(studio.port, '127.0.0.1');
    const headers = Object.entries(await studio.credentials()).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /upload?name=a.csv HTTP/1.1\r\nHost: 127.0.0.1:${studio.port}\r\n${headers.join('')}`);
    socket.write('Content-Length: 100\r\n\r\nonly this');
    await vi.waitFor(() => expect(readdirSync(uploads())).toHaveLength(1));
    socket.destroy();
    await vi.waitFor(() => expect(readdirSync(uploads())).toEqual([]));
  });
});

describe('downloads', () => {
  const makeFolder = () => {
    const folder = join(studio.folder, '产品 model');
    mkdirSync(join(folder, 'nested'), { recursive: true });
    for (const name of ['config.json', 'empty.txt', 'nested/deep.txt']) writeFileSync(join(folder, name), 'text');
    return folder;
  };

  test('an offered folder is sent once for each ticket, as a file of its name', async () => {
    const downloads = new Downloads();
    const server = createHttpServer();
    const port = await listen(server, 0);
    const access = { keys: new PageKeys(() => Buffer.alloc(32), port), port };
    const routes = createRoutes({ ...studio, access, downloads, renderer: studio.folder });
    const serving = serveRequests(server, routes, access, () => {});
    try {
      const path = downloads.offer(makeFolder());
      const key = (await redeem(port, access.keys.newCode(1000))) ?? '';
      const headers = async () => ({ Authorization: `${PROOF_SCHEME} ${await newProof(port, key)}` });
      expect((await postJson(port, path, {})).status, 'without a key there is no ticket').toBe(401);
      expect((await send(port, { path, headers: await headers() })).status, 'the offer is no ticket').toBe(404);
      const ticket = JSON.parse((await postJson(port, path, {}, await headers())).body.toString()).url;

      expect((await send(port, { path: ticket, method: 'HEAD' })).status, 'a look').toBe(200);
      const answer = await send(port, { path: ticket });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-disposition']).toBe(
        `attachment; filename*=UTF-8''${encodeURIComponent('产品 model.zip')}`,
      );
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      expect(Object.keys(unzipSync(answer.body)).sort()).toEqual(
        ['config.json', 'empty.txt', 'nested/deep.txt'].map((name) => `产品 model/${name}`),
      );
      expect((await send(port, { path: ticket })).status, 'once').toBe(404);
    } finally {
      serving.end();
      server.close();
    }
  });

  test('only what was offered can be had', async () => {
    const downloads = new Downloads();
    const ticket = downloads.ticket(downloads.offer(studio.folder).slice('/download/'.length));
    expect(downloads.take(ticket.slice('/download/'.length))).toBe(studio.folder);
    for (const id of ['', 'x', '../secret.txt', '__proto__', encodeURIComponent(studio.folder)]) {
      expect(() => downloads.ticket(id)).toThrow(refused('not_found'));
      expect(() => downloads.take(id)).toThrow(refused('not_found'));
      const headers = await studio.credentials();
      const { status } = await send(studio.port, { path: `/download/${id}`, method: 'POST', headers });
      expect([404, 405]).toContain(status);
    }
  });

  test('a folder that has gone is said to be gone', async () => {
    await expect(zipFolder(join(studio.folder, 'gone'))).rejects.toEqual(refused('folder_not_found'));
    expect(existsSync(join(studio.folder, 'gone'))).toBe(false);
  });
});
