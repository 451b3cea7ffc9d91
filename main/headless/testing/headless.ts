import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CODE_PARAMETER,
  HELLO_PATH,
  PROOF_SCHEME,
  pageMessage,
  proofOf,
  SESSION_PATH,
  serverMessage,
} from '../../../shared/ipc/pageProof.ts';
import type { EngineProvider } from '../../engine/provider.ts';
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
  port: number;
  /** The key of a page that was opened with the printed address. */
  key: string;
  home: string;
  folder: string;
  /** Ends the studio and leaves its folder for another one; `close` removes it, too. */
  stop(): Promise<void>;
  /** The headers of a page's request: its origin, and a proof that it has a key. Good once. */
  credentials(): Promise<Record<string, string>>;
}

export const PAGE = '<!doctype html><title>test page</title>';

let shared: string | undefined;
/** A page for studios that no test looks at; the build need not be there. */
function testRenderer(): string {
  if (shared) return shared;
  const folder = mkdtempSync(join(tmpdir(), 'kindling-page-'));
  writeFileSync(join(folder, 'index.html'), PAGE);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  shared = folder;
  return folder;
}

/** A headless studio in a folder of its own, with a page of one line. */
export async function openHeadless(asked?: number): Promise<TestHeadless> {
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
    const headless = await startHeadless({ home, port: asked, renderer, host: { engine, spawnWorker } });
    const url = new URL(headless.url);
    const close = async () => {
      await headless.close();
      rmSync(folder, { recursive: true, force: true });
    };
    const port = Number(url.port);
    const key = await redeem(port, url.searchParams.get(CODE_PARAMETER) ?? '');
    if (key === null) throw new Error('the printed address opens nothing');
    const credentials = async () => ({
      Origin: url.origin,
      Authorization: `${PROOF_SCHEME} ${await newProof(port, key)}`,
    });
    return { ...headless, stop: headless.close, close, home, folder, port, key, credentials };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A second studio for a home that is owned already. */
export const openSecond = (home: string, port?: number) =>
  startHeadless({ home, port, renderer: testRenderer(), host: { engine, spawnWorker } });

/** What a page does with the code in its address. */
export async function redeem(port: number, code: string): Promise<string | null> {
  const { body } = await postJson(port, SESSION_PATH, { code });
  return (JSON.parse(body.toString()) as { key?: string | null }).key ?? null;
}

/** What a page does before each request and socket; it checks that the server is the studio, too. */
export async function newProof(port: number, key: string): Promise<string> {
  const pageNonce = randomBytes(16).toString('base64url');
  const sign = (message: string) =>
    createHmac('sha256', Buffer.from(key, 'base64url')).update(message).digest('base64url');
  const { body } = await postJson(port, HELLO_PATH, { nonce: pageNonce });
  const { nonce, proof } = JSON.parse(body.toString()) as { nonce: string; proof: string };
  if (proof !== sign(serverMessage(pageNonce, nonce))) throw new Error('this is not the studio');
  return proofOf(nonce, sign(pageMessage(nonce)));
}

export const postJson = (port: number, path: string, body: object, headers: Record<string, string> = {}) =>
  send(port, {
    method: 'POST',
    path,
    headers: { Origin: `http://127.0.0.1:${port}`, ...headers },
    body: JSON.stringify(body),
  });

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
