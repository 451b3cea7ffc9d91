import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addressOfRunning } from './addressOfRunning.ts';
import { Downloads } from './downloads.ts';
import { createHttpServer, listen, serveRequests } from './httpServer.ts';
import { PageKeys } from './pageKeys.ts';
import { createRoutes } from './routes.ts';
import { newProof, openHeadless, openSecond, redeem, type TestHeadless } from './testing/headless.ts';

let studio: TestHeadless;
beforeEach(async () => {
  studio = await openHeadless();
});
afterEach(() => studio.close());

const portOf = (address: string) => Number(new URL(address).port);

/** A peer that keeps its side open whatever the other one does. */
function stubborn(port: number, text: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject).on('error', () => {});
      socket.write(text, () => resolve(socket));
    });
  });
}

const UPGRADE =
  'GET /ws HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('refused upgrades', () => {
  test('close, though their peers keep them open and do not read', async () => {
    const server = createHttpServer();
    const port = await listen(server, 0);
    const access = { keys: new PageKeys(() => Buffer.alloc(32), port), port };
    const routes = createRoutes({ ...studio, access, downloads: new Downloads(), renderer: studio.folder });
    const serving = serveRequests(server, routes, access, () => {});
    let accepted = 0;
    server.on('connection', () => accepted++);
    const peers = await Promise.all(
      Array.from({ length: 300 }, () => stubborn(port, UPGRADE.replace('HOST', `127.0.0.1:${port}`))),
    );
    try {
      const open = () =>
        new Promise<number>((resolve, reject) =>
          server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
        );
      await vi.waitFor(() => expect(accepted).toBe(300));
      await vi.waitFor(async () => expect(await open()).toBe(0));
    } finally {
      for (const peer of peers) peer.destroy();
      serving.end();
      server.close();
    }
  });

  test('and connections that never say anything do not keep the studio from closing', async () => {
    const host = `127.0.0.1:${studio.port}`;
    const peers = await Promise.all([
      ...Array.from({ length: 5 }, () => stubborn(studio.port, UPGRADE.replace('HOST', host))),
      stubborn(studio.port, ''),
      stubborn(studio.port, 'GET / HTTP/1.1\r\nHost: '),
      stubborn(
        studio.port,
        `POST /session HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Length: 9\r\n\r\n{`,
      ),
    ]);
    await studio.close();
    for (const peer of peers) peer.destroy();
  });
});

describe('a studio that is started again', () => {
  test('is where its pages look for it, and knows them', async () => {
    await studio.stop();
    const again = await openSecond(studio.home);
    try {
      expect(portOf(again.url)).toBe(studio.port);
      expect(await newProof(studio.port, studio.key)).toMatch(/^[\w-]+\.[\w-]+$/);
      expect(await redeem(studio.port, new URL(studio.url).searchParams.get('code') ?? '')).toBeNull();
    } finally {
      await again.close();
    }
  });

  test('takes another port where its own is taken, stays there, and has other keys there', async () => {
    await studio.stop();
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(studio.port, '127.0.0.1', done));
    const again = await openSecond(studio.home);
    const port = portOf(again.url);
    try {
      expect(port).not.toBe(studio.port);
      await expect(newProof(port, studio.key)).rejects.toThrow('this is not the studio');
    } finally {
      await again.close();
      await new Promise((done) => taken.close(done));
    }
    const third = await openSecond(studio.home);
    expect(portOf(third.url)).toBe(port);
    await third.close();
  });

  test.each(['', 'no JSON', '{"secret":"short","port":1}', '[]'])('begins anew where %j is kept', async (text) => {
    await studio.stop();
    writeFileSync(join(studio.home, 'session.json'), text);
    const again = await openSecond(studio.home);
    await expect(newProof(portOf(again.url), studio.key)).rejects.toThrow('this is not the studio');
    await again.close();
  });

  test('begins anew where nothing can be kept', async () => {
    await studio.stop();
    const file = join(studio.home, 'session.json');
    rmSync(file);
    mkdirSync(join(file, 'in-the-way'), { recursive: true });
    const again = await openSecond(studio.home);
    await again.close();
  });
});

describe('the secret of a home', () => {
  test.skipIf(process.platform === 'win32')('is for its owner only, and no key of a page', () => {
    const file = join(studio.home, 'session.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(studio.key);
  });

  test('is replaced when the pages are signed out: none comes in any more, and no address that was given out', async () => {
    const waiting = new URL(studio.newAddress(10_000)).searchParams.get('code') ?? '';
    const address = await addressOfRunning(studio.home, true);
    expect(await redeem(studio.port, waiting)).toBeNull();
    await expect(newProof(studio.port, studio.key)).rejects.toThrow('this is not the studio');
    const key = (await redeem(studio.port, new URL(address ?? '').searchParams.get('code') ?? '')) ?? '';
    expect(key).not.toBe(studio.key);
    expect(await newProof(studio.port, key)).toBeTruthy();
  });

  test('another address comes from the local socket alone, and where a studio runs', async () => {
    const address = await addressOfRunning(studio.home);
    expect(await redeem(studio.port, new URL(address ?? '').searchParams.get('code') ?? '')).toBe(studio.key);
    await studio.stop();
    expect(await addressOfRunning(studio.home)).toBeNull();
  });
});
