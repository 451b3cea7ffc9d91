import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineProvider } from '../../host/engineManager.ts';
import { type Headless, startHeadless } from '../startHeadless.ts';

const engine: EngineProvider = {
  select: async () => ({
    engine: { name: 'wasm', version: '0', device: 'cpu', deviceName: 'test', reason: null, source: 'test' },
    binding: null,
  }),
  offer: () => null,
  install: () => Promise.reject(new Error('not in these tests')),
};
const spawnWorker = () => {
  throw new Error('no worker in these tests');
};

export interface TestHeadless extends Headless {
  /** Parts of the address that a browser would open. */
  port: number;
  token: string;
  home: string;
  folder: string;
}

export const PAGE = '<!doctype html><title>test page</title>';

/** A headless studio in a folder of its own, with a page of one line. */
export async function openHeadless(port = 0): Promise<TestHeadless> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-headless-'));
  const renderer = join(folder, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), PAGE);
  writeFileSync(join(renderer, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(renderer, '.secret'), 'secret');
  mkdirSync(join(folder, 'renderer-evil'));
  writeFileSync(join(folder, 'renderer-evil', 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const home = join(folder, 'home');
  try {
    const headless = await startHeadless({ home, port, renderer, host: { engine, spawnWorker } });
    const url = new URL(headless.url);
    const close = async () => {
      await headless.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return {
      ...{ ...headless, close, home, folder },
      port: Number(url.port),
      token: url.searchParams.get('token') ?? '',
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A second studio for a home that is owned already. */
export const openSecond = (home: string) => startHeadless({ home, host: { engine, spawnWorker } });

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends exactly this: unlike `fetch`, neither the path nor `Host` and `Origin` are corrected. */
export function send(
  port: number,
  {
    method = 'GET',
    path = '/',
    headers = {},
    body,
  }: {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
  },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
    // An accepted upgrade has no response; only its status matters here.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0) });
    });
    request.end(body);
  });
}

export const UPGRADE_HEADERS = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
