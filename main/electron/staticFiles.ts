import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { SECURITY_HEADERS } from '../transport/contentSecurityPolicy.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Answers requests for the files below `folder`, each with the security headers; `/` is index.html. Nothing above it can be named. */
export async function serveFile(folder: string, { method, url }: Pick<Request, 'method' | 'url'>): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return answer(405, null, '.html');
  const path = pathOf(url);
  if (path === null) return answer(400, null, '.html');
  const file = await fileInside(folder, path);
  if (file === null) return answer(404, null, '.html');
  const body = method === 'GET' ? new Uint8Array(await readFile(file)) : null;
  return answer(200, body, extname(file));
}

/** The decoded path of an address; `null` for one that no file of ours can have. */
function pathOf(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  let path: string;
  try {
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  // After decoding: a dot that was written %2e, a slash that was %2f, Windows' other separator and its drives and streams.
  if (/[\0\\:]/.test(path) || path.split('/').includes('..')) return null;
  return path === '/' || path === '' ? '/index.html' : path;
}

/** The file's real path when it exists below the folder's, links followed. */
async function fileInside(folder: string, path: string): Promise<string | null> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    return file.startsWith(root + sep) && extname(file) in CONTENT_TYPES ? file : null;
  } catch {
    return null;
  }
}

function answer(status: number, body: Uint8Array<ArrayBuffer> | null, extension: string): Response {
  return new Response(body, {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': CONTENT_TYPES[extension] ?? 'application/octet-stream' },
  });
}
