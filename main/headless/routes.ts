import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sirv from 'sirv';
import { z } from 'zod';
import { AppError } from '../../shared/errors/errors.ts';
import { HELLO_PATH, SESSION_PATH } from '../../shared/ipc/pageProof.ts';
import type { Host } from '../host/createHost.ts';
import { homePaths } from '../host/services/paths.ts';
import type { Access } from './access.ts';
import type { Downloads } from './downloads.ts';
import { storeUpload } from './uploads.ts';
import { zipFolder } from './zipFolder.ts';

/** Where the page opens its WebSocket. */
export const SOCKET_PATH = '/ws';

/** What a page says before it has a socket fits into a few lines. */
const MAX_WORDS_BYTES = 4096;
const WORDS_MS = 10_000;

export interface Route {
  method: 'GET' | 'POST';
  /** A whole path, or with a trailing `/` the beginning of one; the first that fits is taken. */
  path: string;
  /** True where a request changes something: only our own page may send it. */
  changes: boolean;
  /** False for what holds nothing of the user's (the page itself), and for what carries a credential that is good once. */
  needsKey: boolean;
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> | void;
}

export interface RouteContext {
  host: Host;
  access: Access;
  downloads: Downloads;
  /** Folder of the built renderer. */
  renderer: string;
}

/** All that can be asked for over HTTP; the checks of `admit` come before each of them. */
export function createRoutes({ host, access, downloads, renderer }: RouteContext): Route[] {
  const staticFiles = serveStatic(renderer);
  const { keys } = access;
  return [
    {
      ...{ method: 'POST', path: SESSION_PATH, changes: true, needsKey: false },
      // The code is the credential. One that is none is no failure of the request: browsers show those as errors of the page.
      handle: async (request, response) => {
        const { code } = await readWords(request, z.object({ code: z.string().max(200) }));
        sendJson(response, 200, { key: keys.redeem(code) });
      },
    },
    {
      ...{ method: 'POST', path: HELLO_PATH, changes: true, needsKey: false },
      handle: async (request, response) => {
        const { nonce } = await readWords(request, z.object({ nonce: z.base64url().min(16).max(200) }));
        sendJson(response, 200, keys.answer(nonce));
      },
    },
    {
      ...{ method: 'POST', path: '/upload', changes: true, needsKey: true },
      handle: (...exchange) => receiveUpload(host, ...exchange),
    },
    {
      ...{ method: 'POST', path: '/download/', changes: true, needsKey: true },
      handle: (_, response, url) => sendJson(response, 200, { url: downloads.ticket(idOf(url)) }),
    },
    {
      ...{ method: 'GET', path: '/download/', changes: false, needsKey: false },
      // The ticket is the credential.
      handle: (request, response, url) =>
        sendDownload(downloads.take(idOf(url), request.method !== 'HEAD'), request, response),
    },
    {
      ...{ method: 'GET', path: '/', changes: false, needsKey: false },
      handle: (request, response) => staticFiles(request, response),
    },
  ];
}

const idOf = (url: URL): string => url.pathname.slice('/download/'.length);

/**
 * The few words of JSON that a page sends before it is known.
 *
 * @throws AppError `bad_input`
 */
async function readWords<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  request.setTimeout(WORDS_MS, () => request.destroy());
  let text = '';
  for await (const chunk of request.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.length > MAX_WORDS_BYTES) throw new AppError('bad_input', { path: 'body', problem: 'it is too long' });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('bad_input', { path: 'body', problem: 'it is not what was expected' }, { cause: error });
  }
}

/** The files of the built renderer, compressed where the build left them so and the browser takes them. */
export function serveStatic(folder: string) {
  const serve = sirv(folder, {
    dotfiles: false,
    etag: true,
    // What the build compressed.
    brotli: true,
    gzip: true,
    // Names of the bundler's files hold a hash of their content.
    setHeaders: (response, path) =>
      response.setHeader('Cache-Control', path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache'),
  });
  return (request: IncomingMessage, response: ServerResponse) => {
    // sirv does not listen for errors of the file it sends; without this a file that a new build removed would end the host.
    response.on('pipe', (source) => source.on('error', () => response.destroy()));
    delete request.headers.range;
    serve(request, response, () => {
      throw new AppError('file_not_found', { file: request.url ?? '' });
    });
  };
}

async function receiveUpload(host: Host, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const path = await storeUpload({
    folder: homePaths(host.home).uploads,
    name: url.searchParams.get('name') ?? '',
    content: request,
    announcedBytes: Number(request.headers['content-length']) || undefined,
  });
  sendJson(response, 200, host.addFile(path));
}

async function sendDownload(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { type, name, length, content } = await contentOf(path);
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': length,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}`,
    'Cache-Control': 'no-store',
  });
  if (request.method === 'HEAD') {
    content.destroy();
    response.end();
  } else await pipeline(content, response);
}

/** A file as it is; a folder as a zip. */
async function contentOf(path: string) {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) return { type: 'application/zip', name: `${basename(path)}.zip`, ...(await zipFolder(path)) };
  // As many bytes as were announced, even if the file grows; an empty range cannot be asked for.
  const content = file.size === 0 ? Readable.from([]) : createReadStream(path, { end: file.size - 1 });
  return { type: 'application/octet-stream', name: basename(path), length: file.size, content };
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}
