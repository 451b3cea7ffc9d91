import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * A hub on this machine with the interface of Hugging Face's, as far as Kindling asks for it: two servers, for large files lie on another
 * one, to which the first sends on. Source: https://huggingface.co/docs/hub/api and what `huggingface_hub` asks
 */

export interface ServedModel {
  files: Readonly<Record<string, Uint8Array>>;
  license?: string;
  gated?: boolean;
  downloads?: number;
  /** What the hub has read in its files. */
  facts?: Readonly<Record<string, unknown>>;
}

/** How a file is served wrongly. */
export interface Fault {
  /** Another content than the list of files says. */
  content?: Uint8Array;
  /** The connection breaks after so many bytes of an answer; so often. */
  cutAfter?: number;
  times?: number;
  /** Nothing more comes after so many bytes until the connection ends. */
  holdAfter?: number;
  /** Answers with all of the file whatever is asked for. */
  ignoresRange?: boolean;
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

export interface Served {
  server: 'hub' | 'cdn';
  path: string;
  authorization: string | undefined;
  range: string | undefined;
  /** Bytes of the body that were sent. */
  sent: number;
}

export interface TestHub {
  url: string;
  cdn: string;
  models: Map<string, ServedModel>;
  /** By the path of the file. */
  faults: Map<string, Fault>;
  /** Bytes of a file that have come to the other end, where that is told: until they have, a connection is not cut. */
  received: Map<string, number>;
  /** Whoever has this token may have gated models. */
  token: string;
  requests: Served[];
  commitOf(id: string): string;
  close(): Promise<void>;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes: Uint8Array) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
/** As in the hub's own `.gitattributes`. */
const isLarge = (path: string) => /\.(safetensors|gguf|bin)$|tokenizer\.json$/.test(path);
const CHUNK = 16_384;

export async function startHub(models: Iterable<readonly [string, ServedModel]>): Promise<TestHub> {
  const hub: TestHub = {
    ...{
      url: '',
      cdn: '',
      models: new Map(models),
      faults: new Map(),
      received: new Map(),
      token: 'hf_testing',
      requests: [],
    },
    commitOf: (id) => {
      const hash = createHash('sha1');
      for (const [path, bytes] of Object.entries(hub.models.get(id)?.files ?? {})) hash.update(path).update(bytes);
      return hash.digest('hex');
    },
    close: () => Promise.all(servers.map(end)).then(() => {}),
  };
  const servers = (['hub', 'cdn'] as const).map((server) =>
    createServer((request, response) => {
      const served: Served = {
        ...{ server, path: request.url ?? '', authorization: request.headers.authorization, sent: 0 },
        range: request.headers.range,
      };
      hub.requests.push(served);
      const answer = server === 'hub' ? answerAsHub : answerAsCdn;
      answer(hub, served, request, response);
    }),
  );
  const [url = '', cdn = ''] = await Promise.all(servers.map(listen));
  return Object.assign(hub, { url, cdn });
}

const listen = (server: Server) =>
  new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

const end = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function answerAsHub(hub: TestHub, served: Served, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', hub.url || 'http://127.0.0.1');
  const path = decodeURIComponent(url.pathname);
  const json = (value: unknown, headers = {}) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  const refuse = (status: number, code: string | null, headers: Readonly<Record<string, string>> = {}) =>
    response.writeHead(status, { ...(code && { 'x-error-code': code }), ...headers }).end('{"error":"refused"}');
  const hasToken = request.headers.authorization === `Bearer ${hub.token}`;
  if (request.headers.authorization !== undefined && !hasToken) return void refuse(401, null);
  const fault = hub.faults.get(path);
  if (fault?.status) return void refuse(fault.status, null, fault.headers);
  if (path === '/api/models') return void json(search(hub, url.searchParams));
  const [, id = '', rest = ''] = /^\/(?:api\/models\/)?([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
  const model = hub.models.get(id);
  // Nobody is to learn what private models there are.
  if (!model) return void refuse(hasToken ? 404 : 401, 'RepoNotFound');
  const commit = hub.commitOf(id);
  const revision = /^\/(?:revision|tree|resolve)\/([^/]+)/.exec(rest)?.[1] ?? 'main';
  if (revision !== 'main' && revision !== commit) return void refuse(404, 'RevisionNotFound');
  if (path.startsWith('/api/')) {
    if (!rest.startsWith('/tree/')) return void json(about(hub, id, model));
    const page = Number(url.searchParams.get('cursor') ?? 0);
    const entries = Object.entries(model.files).map(([name, bytes]) => entry(name, bytes));
    const next = `<${hub.url}${url.pathname}?recursive=true&cursor=${page + 1}>; rel="next"`;
    return void json(entries.slice(page * 4, page * 4 + 4), entries.length > page * 4 + 4 ? { link: next } : {});
  }
  if (model.gated && !hasToken) return void refuse(401, 'GatedRepo');
  const name = rest.replace(/^\/resolve\/[^/]+\//, '');
  const bytes = model.files[name];
  if (!bytes) return void refuse(404, 'EntryNotFound');
  const own = hub.faults.get(name)?.headers ?? {};
  if (!isLarge(name)) {
    send(hub, served, response, name, bytes, { etag: `"${gitSha1(bytes)}"`, 'x-repo-commit': commit, ...own });
    return;
  }
  const linked = {
    'x-linked-size': String(bytes.length),
    'x-linked-etag': `"${sha256(bytes)}"`,
    'x-repo-commit': commit,
  };
  const location = `${hub.cdn}/${id}/${encodeURIComponent(name)}?signature=abc`;
  response.writeHead(302, { location, ...linked, ...own }).end();
}

function answerAsCdn(hub: TestHub, served: Served, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const [, id = '', name = ''] = /^\/([^/]+\/[^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
  const path = decodeURIComponent(name);
  const bytes = hub.models.get(id)?.files[path];
  if (!bytes || url.searchParams.get('signature') !== 'abc') response.writeHead(403).end();
  else send(hub, served, response, path, bytes, { etag: `"${sha256(bytes).slice(0, 32)}"` });
}

function send(
  hub: TestHub,
  served: Served,
  response: ServerResponse,
  name: string,
  listed: Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  const fault = hub.faults.get(name) ?? {};
  const bytes = fault.content ?? listed;
  const from = fault.ignoresRange ? 0 : Number(/^bytes=(\d+)-$/.exec(served.range ?? '')?.[1] ?? 0);
  if (from >= bytes.length && from > 0) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const partial = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': String(bytes.length - from), ...partial, ...headers });
  const {
    cutAfter = Number.POSITIVE_INFINITY,
    holdAfter = Number.POSITIVE_INFINITY,
    times = Number.POSITIVE_INFINITY,
  } = fault;
  const cuts = cutAfter < bytes.length - from && times > 0;
  if (cuts) hub.faults.set(name, { ...fault, times: times - 1 });
  const last = Math.min(bytes.length, from + (cuts ? cutAfter : holdAfter));
  const next = (at: number): void => {
    if (response.destroyed) return;
    if (at >= last) {
      if (cuts && (hub.received.get(name) ?? at) < at) setImmediate(next, at);
      else if (cuts) response.destroy();
      else if (last === bytes.length) response.end();
      return;
    }
    const chunk = bytes.subarray(at, Math.min(at + CHUNK, last));
    response.write(chunk, () => {
      served.sent += chunk.length;
      next(at + chunk.length);
    });
  };
  next(from);
}

const entry = (path: string, bytes: Uint8Array) => {
  const lfs = { oid: sha256(bytes), size: bytes.length, pointerSize: 132 };
  return { type: 'file', path, size: bytes.length, oid: gitSha1(bytes), ...(isLarge(path) && { lfs }) };
};

function about(hub: TestHub, id: string, { license, gated = false, downloads = 0, facts = {}, files }: ServedModel) {
  const kinds = ['safetensors', 'gguf'].filter((kind) => Object.keys(files).some((name) => name.endsWith(`.${kind}`)));
  const tags = [...kinds, 'text-generation', ...(license ? [`license:${license}`] : [])];
  return {
    ...{ _id: id.length.toString(16).padStart(24, '0'), id, sha: hub.commitOf(id), tags, downloads, likes: 1 },
    ...{ gated: gated && 'manual', private: false, cardData: license ? { license } : {}, ...facts },
  };
}

function search(hub: TestHub, asked: URLSearchParams) {
  const words = (asked.get('search') ?? '').toLowerCase();
  return Array.from(hub.models, ([id, model]) => about(hub, id, model))
    .filter(({ id, tags }) => id.toLowerCase().includes(words) && tags.includes(asked.get('filter') ?? ''))
    .sort((a, b) => b.downloads - a.downloads)
    .slice(0, Number(asked.get('limit') ?? 20));
}
