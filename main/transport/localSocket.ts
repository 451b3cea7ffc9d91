import { createHash } from 'node:crypto';
import { lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CloseEvent } from '../../shared/ipc/closeEvent.ts';
import type { Port } from '../../shared/ipc/frames.ts';
import { MAX_MESSAGE_BYTES } from '../../shared/ipc/limits.ts';
import { MAX_WAITING_BYTES } from './limits.ts';
import { LineSplitter } from './lineSplitter.ts';

/** Longest socket path in bytes that every Unix takes (macOS: 104 with the closing zero, Linux: 108). */
const MAX_PATH_BYTES = 100;
const CONNECT_TIMEOUT_MS = 2000;
/** Read and write for the owner only: who can open the socket can do what the user can. */
const OWNER_ONLY_UMASK = 0o177;

export interface LocalListener {
  close(): Promise<void>;
}

/** Where the studio that owns `home` listens: a socket in the home, or a named pipe on Windows. */
export function localAddress(home: string, platform: NodeJS.Platform = process.platform): string {
  const folder = resolve(home);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (platform === 'win32') return `\\\\.\\pipe\\kindling-${hash}`;
  const path = join(folder, 'studio.sock');
  return Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : join(tmpdir(), `kindling-${hash.slice(0, 16)}.sock`);
}

/** Connects to the studio that owns `home`; `null` when none is running. */
export function connectLocal(home: string): Promise<Port | null> {
  const address = localAddress(home);
  if (!isOurs(address)) return Promise.resolve(null);
  return new Promise((done) => {
    const socket = connect(address);
    const give = (port: Port | null) => {
      socket.setTimeout(0);
      if (!port) socket.destroy();
      done(port);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => give(null));
    // No such socket, or one that a studio left when it was killed.
    socket.on('error', () => give(null));
    socket.once('connect', () => give(socketPort(socket)));
  });
}

/**
 * Listens for the command line on behalf of the studio that owns `home`. To be called by the owner of the home's lock only: a
 * socket that lies there is then one that a killed owner left, and is removed.
 */
export async function listenLocal(home: string, attach: (port: Port) => void): Promise<LocalListener> {
  const address = localAddress(home);
  if (isOurs(address)) removeSocket(address);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    attach(socketPort(socket));
  });
  await listen(server, address);
  return {
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    // The socket must never exist with wider rights, so a chmod after the fact would not do. It is made inside this call.
    const umask = process.umask(OWNER_ONLY_UMASK);
    try {
      server.listen(address, () => {
        server.off('error', fail);
        done();
      });
    } finally {
      process.umask(umask);
    }
  });
}

/** False for a socket that another user put into the shared temporary folder. */
function isOurs(address: string): boolean {
  if (process.platform === 'win32') return true;
  const stats = lstatSync(address, { throwIfNoEntry: false });
  return stats?.isSocket() === true && stats.uid === process.getuid?.();
}

function removeSocket(address: string): void {
  if (process.platform !== 'win32') rmSync(address, { force: true });
}

/** A port of newline-delimited JSON: our messages are JSON without line breaks, so each is a line. */
function socketPort(socket: Socket): Port {
  const listeners: ((text: string) => void)[] = [];
  const lines = new LineSplitter(MAX_MESSAGE_BYTES, (line) => {
    for (const listener of listeners) listener(line);
  });
  socket.on('data', (chunk: Buffer) => {
    if (!lines.push(chunk)) socket.destroy();
  });
  // What went wrong does not matter to the peers; that it is over does, and `close` says that.
  socket.on('error', () => {});
  const ended = new CloseEvent();
  socket.on('close', () => ended.fire());
  return {
    mostBytes: MAX_MESSAGE_BYTES,
    send: (text) => {
      if (socket.destroyed) return;
      socket.write(`${text}\n`);
      if (socket.writableLength > MAX_WAITING_BYTES) socket.destroy();
    },
    onMessage: (listener) => listeners.push(listener),
    onClose: (listener) => ended.listen(listener),
    close: () => socket.end(),
  };
}
