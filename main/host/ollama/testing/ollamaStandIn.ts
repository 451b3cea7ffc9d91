import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/*
 * What stands in for an Ollama on this machine, as strict as its interface is documented: files come before the model that is made of them, and are what
 * their digests say. Source: https://github.com/ollama/ollama/blob/main/docs/api.md, and `server/routes.go` and `server/create.go` for answers to what is wrong.
 */

const Create = z.strictObject({
  model: z.string().min(1),
  files: z.record(z.string().regex(/^[^/\\]+\.gguf$/), z.string()),
  template: z.string().optional(),
  system: z.string().optional(),
  parameters: z
    .strictObject({
      num_ctx: z.int().positive().optional(),
      ...{ temperature: z.number().optional(), top_k: z.int().optional(), top_p: z.number().optional() },
      ...{ min_p: z.number().optional(), repeat_penalty: z.number().optional() },
      stop: z.array(z.string()).optional(),
    })
    .optional(),
});
export type CreatedModel = z.output<typeof Create>;

/** How it goes wrong. */
export interface OllamaFault {
  /** Has no room for more bytes of a file: says so, and hangs up. */
  fullAfter?: number;
  /** Hears so many bytes of a file, and is asked what to do then. */
  onBytes?: { after: number; do(): void };
  /** Ends its stream after so many lines of a model that is made. */
  endsAfterLines?: number;
  /** Says it of a model that is made. */
  createError?: string;
  /** Says something else than it is meant to. */
  version?: string;
}

export interface OllamaStandIn {
  url: string;
  blobs: ReadonlyMap<string, number>;
  models: ReadonlyMap<string, CreatedModel>;
  /** `METHOD path`, in their order. */
  requests: string[];
  fault: OllamaFault;
  close(): Promise<void>;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export async function startOllama(port = 0): Promise<OllamaStandIn> {
  const blobs = new Map<string, number>();
  const models = new Map<string, CreatedModel>();
  const beginnings = new Map<string, string>();
  const stand: OllamaStandIn = { url: '', blobs, models, requests: [], fault: {}, close };

  const json = (response: ServerResponse, status: number, value: object) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(value));
  };

  async function push(request: IncomingMessage, response: ServerResponse, digest: string) {
    if (!DIGEST.test(digest)) return json(response, 400, { error: 'invalid digest format' });
    if (blobs.has(digest)) return response.writeHead(200).end();
    const hash = createHash('sha256');
    let [bytes, magic] = [0, ''];
    for await (const piece of request as AsyncIterable<Buffer>) {
      if (magic.length < 4) magic += piece.toString('latin1', 0, 4);
      hash.update(piece);
      bytes += piece.length;
      const { fullAfter, onBytes } = stand.fault;
      if (fullAfter !== undefined && bytes > fullAfter) {
        response.shouldKeepAlive = false;
        return json(response, 500, { error: 'write /models/blobs/sha256-1234: no space left on device' });
      }
      if (onBytes && bytes > onBytes.after) onBytes.do();
    }
    const found = `sha256:${hash.digest('hex')}`;
    if (found !== digest)
      return json(response, 400, { error: `digest mismatch, expected "${digest}", got "${found}"` });
    blobs.set(digest, bytes);
    beginnings.set(digest, magic.slice(0, 4));
    return response.writeHead(201).end();
  }

  async function create(request: IncomingMessage, response: ServerResponse) {
    const { data, error } = Create.safeParse(JSON.parse(await textOf(request)));
    if (!data) return json(response, 400, { error: error.issues[0]?.message ?? '' });
    const lines: object[] = [];
    for (const digest of Object.values(data.files)) {
      if (!blobs.has(digest)) lines.push({ error: `open /models/blobs/${digest}: no such file or directory` });
      else if (beginnings.get(digest) !== 'GGUF') lines.push({ error: 'supplied file was not in GGUF format' });
      else lines.push({ status: 'parsing GGUF' }, { status: `using existing layer ${digest}` });
    }
    if (stand.fault.createError !== undefined) lines.push({ error: stand.fault.createError });
    const isMade = !lines.some((line) => 'error' in line);
    if (isMade) lines.push({ status: 'writing manifest' }, { status: 'success' });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const line of lines.slice(0, stand.fault.endsAfterLines ?? lines.length)) {
      const text = `${JSON.stringify(line)}\n`;
      // A line comes in several pieces.
      response.write(text.slice(0, 5));
      await new Promise((resolve) => setImmediate(resolve));
      response.write(text.slice(5));
    }
    response.end();
    if (isMade && stand.fault.endsAfterLines === undefined) models.set(data.model, data);
  }

  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    stand.requests.push(`${method} ${url}`);
    const digest = decodeURIComponent(url.replace('/api/blobs/', ''));
    const answer = async (): Promise<unknown> => {
      if (method === 'GET' && url === '/api/version')
        return stand.fault.version === undefined
          ? json(response, 200, { version: '0.12.0' })
          : response.writeHead(200, { 'content-type': 'text/html' }).end(stand.fault.version);
      if (method === 'POST' && url === '/api/show') {
        const { model } = z.object({ model: z.string() }).parse(JSON.parse(await textOf(request)));
        return models.has(model)
          ? json(response, 200, { modelfile: `FROM ${model}`, details: {} })
          : json(response, 404, { error: `model '${model}' not found` });
      }
      if (method === 'HEAD' && url.startsWith('/api/blobs/'))
        return response.writeHead(!DIGEST.test(digest) ? 400 : blobs.has(digest) ? 200 : 404).end();
      if (method === 'POST' && url.startsWith('/api/blobs/')) return await push(request, response, digest);
      if (method === 'POST' && url === '/api/create') return await create(request, response);
      return response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    };
    answer().catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  stand.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function close(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  return stand;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
