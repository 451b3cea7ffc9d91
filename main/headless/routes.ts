import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sirv from 'sirv';
import { AppError } from '../../shared/ipc/errors.ts';
import type { Host } from '../host/createHost.ts';
import { homePaths } from '../host/paths.ts';
import { type Access, tokenCookie } from './access.ts';
import type { Downloads } from './downloads.ts';
import { storeUpload } from './uploads.ts';
import { zipFolder } from './zipFolder.ts';

/** Where the page opens its WebSocket. */
export const SOCKET_PATH = '/ws';

export interface Route {
  method: 'GET' | 'POST';
  /** A whole path, or with a trailing `/` the beginning of one; the first that fits is taken. */
  path: string;
  /** True where a request changes something: only our own page may send it. */
  changes: boolean;
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
  return [
    { method: 'POST', path: '/upload', changes: true, handle: (...exchange) => receiveUpload(host, ...exchange) },
    {
      method: 'GET',
      path: '/download/',
      changes: false,
      handle: (_, response, url) => sendDownload(downloads, response, url),
    },
    {
      method: 'GET',
      path: '/',
      changes: false,
      handle: (request, response, url) => {
        // The token moves into a cookie at once: it shall not stay in the address bar and the history.
        if (url.searchParams.has('token')) redirectWithCookie(response, access);
        else staticFiles(request, response);
      },
    },
  ];
}

function redirectWithCookie(response: ServerResponse, access: Access): void {
  response.writeHead(303, { Location: '/', 'Set-Cookie': tokenCookie(access), 'Cache-Control': 'no-store' }).end();
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

async function sendDownload(downloads: Downloads, response: ServerResponse, url: URL): Promise<void> {
  const path = downloads.path(url.pathname.slice('/download/'.length));
  const { type, name, length, content } = await contentOf(path);
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': length,
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'Cache-Control': 'no-store',
  });
  await pipeline(content, response);
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
