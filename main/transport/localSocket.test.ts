import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Port } from '../../shared/ipc/frames.ts';
import { MAX_MESSAGE_BYTES } from '../../shared/ipc/limits.ts';
import { LineSplitter } from './lineSplitter.ts';
import { connectLocal, type LocalListener, listenLocal, localAddress } from './localSocket.ts';

let folder: string;
let listeners: LocalListener[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-local-'));
  listeners = [];
});
afterEach(async () => {
  await Promise.all(listeners.map((listener) => listener.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** A studio that sends everything back. */
async function echo(home: string): Promise<Port[]> {
  const ports: Port[] = [];
  listeners.push(
    await listenLocal(home, (port) => {
      ports.push(port);
      port.onMessage((text) => port.send(text));
    }),
  );
  return ports;
}
const received = (port: Port | null, count: number) =>
  new Promise<string[]>((resolve) => {
    const texts: string[] = [];
    port?.onMessage((text) => texts.push(text) === count && resolve(texts));
  });
const closed = (port: Port | null) => new Promise<void>((resolve) => port?.onClose(resolve));

test('messages go both ways, whole and in order', async () => {
  await echo(folder);
  const port = await connectLocal(folder);
  const texts = ['{}', '"漢字 🔥"', JSON.stringify('line\nbreak'), 'x'.repeat(3_000_000)];
  const answers = received(port, texts.length);
  for (const text of texts) port?.send(text);
  expect(await answers).toEqual(texts);
  port?.close();
});

test('a relative home is the same home', () => {
  expect(localAddress('some/home')).toBe(localAddress(join(process.cwd(), 'some', 'home')));
});

test('a home with a long path gets a socket in the temporary folder, and another home another one', async () => {
  const long = join(folder, 'a'.repeat(120));
  mkdirSync(long);
  expect(Buffer.byteLength(localAddress(long))).toBeLessThanOrEqual(100);
  expect(localAddress(long)).not.toBe(localAddress(`${long}b`));
  await echo(long);
  const port = await connectLocal(long);
  const answer = received(port, 1);
  port?.send('1');
  expect(await answer).toEqual(['1']);
  port?.close();
});

test('Windows gets a named pipe', () => {
  expect(localAddress(folder, 'win32')).toMatch(/^\\\\\.\\pipe\\kindling-[0-9a-f]{32}$/);
});

test('only its owner can open the socket', async () => {
  const umask = process.umask(0);
  try {
    await echo(folder);
  } finally {
    process.umask(umask);
  }
  expect(statSync(localAddress(folder)).mode & 0o777).toBe(0o600);
});

describe('no studio', () => {
  test('no socket', async () => {
    expect(await connectLocal(folder)).toBeNull();
    expect(await connectLocal(join(folder, 'no', 'home'))).toBeNull();
  });

  test('a socket that a killed studio left is no studio, and the next owner replaces it', async () => {
    const address = localAddress(folder);
    const { execFileSync } = await import('node:child_process');
    const script = `require('node:net').createServer().listen(${JSON.stringify(address)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', script])).toThrow();
    expect(statSync(address).isSocket()).toBe(true);
    expect(await connectLocal(folder)).toBeNull();
    await echo(folder);
    const port = await connectLocal(folder);
    expect(port).not.toBeNull();
    port?.close();
  });

  test('a file of that name is no studio', async () => {
    mkdirSync(localAddress(folder));
    expect(await connectLocal(folder)).toBeNull();
  });
});

test('closing tells the other side', async () => {
  const ports = await echo(folder);
  const client = await connectLocal(folder);
  const probe = received(client, 1);
  client?.send('1');
  await probe;
  const end = closed(client);
  await listeners.pop()?.close();
  await end;
  expect(ports).toHaveLength(1);
  expect(await connectLocal(folder)).toBeNull();
});

test('a line without an end is cut off, and the others are served on', async () => {
  await echo(folder);
  const flood = connectSocket(localAddress(folder));
  flood.on('error', () => {});
  const cut = new Promise((resolve) => flood.on('close', resolve));
  flood.write('x'.repeat(MAX_MESSAGE_BYTES + 2));
  await cut;
  const port = await connectLocal(folder);
  const answer = received(port, 1);
  port?.send('1');
  expect(await answer).toEqual(['1']);
  port?.close();
});

test('a peer that does not read is cut off', async () => {
  const ports = await echo(folder);
  const deaf = connectSocket(localAddress(folder));
  deaf.on('error', () => {});
  await new Promise((resolve) => deaf.once('connect', resolve));
  deaf.pause();
  while (ports.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const end = closed(ports[0] ?? null);
  const text = 'x'.repeat(8 * 1024 * 1024);
  for (let index = 0; index < 10; index++) ports[0]?.send(text);
  await end;
  deaf.destroy();
});

test('bytes become lines wherever they are cut', () => {
  const bytes = Buffer.from('eins\n漢字\n\nletzte\n');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const lines: string[] = [];
    const splitter = new LineSplitter(20, (line) => lines.push(line));
    expect(splitter.push(bytes.subarray(0, cut)) && splitter.push(bytes.subarray(cut))).toBe(true);
    expect(lines).toEqual(['eins', '漢字', '', 'letzte']);
  }
  const splitter = new LineSplitter(4, () => {});
  expect(splitter.push(Buffer.from('1234\n12'))).toBe(true);
  expect(splitter.push(Buffer.from('345'))).toBe(false);
});

test('what is no socket is not removed', async () => {
  if (process.platform === 'win32') return;
  // The lock's owner replaces sockets; anything else that lies there is not ours to remove.
  mkdirSync(localAddress(folder));
  await expect(listenLocal(folder, () => {})).rejects.toThrow(/EADDRINUSE/);
});
