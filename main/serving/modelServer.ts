import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { bracketed, isLoopback, type ServerFigures, type ServerRequest } from '../../shared/domain/models/server.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { Admission } from './admission.ts';
import { ApiError } from './apiError.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import type { StreamLimits } from './eventStream.ts';
import type { Keys } from './keyRing.ts';
import { Load } from './load.ts';
import { Metrics } from './metrics.ts';
import type { BodyLimits } from './readJson.ts';
import { createRouter } from './router.ts';
import type { ServedModels } from './servedModels.ts';

export interface ModelServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  corsOrigins: readonly string[];
  logPrompts: boolean;
  keys: Keys;
  models: ServedModels;
  onRequest?: (request: ServerRequest) => void;
  onInternalError?: (error: unknown, endpoint: string) => void;
  /** Texts at a time; see `Load`. */
  mostTexts?: number;
  limits?: Partial<BodyLimits & StreamLimits>;
}

export interface ModelServer {
  /** Such as `http://127.0.0.1:4242`. */
  readonly url: string;
  readonly port: number;
  figures(): ServerFigures;
  /** Ends what is under way, and every connection. */
  close(): Promise<void>;
}

/** Connections at a time: each is a file of the process. */
const MOST_CONNECTIONS = 1000;
const HEADERS_MS = 10_000;
/** Longer than clients keep connections that they may use again: the one who waits less ends them. */
const KEEP_ALIVE_MS = 75_000;
const CHECK_MS = 1000;
const REFUSAL_MS = 1000;

/**
 * Serves models over HTTP, in the words of OpenAI's API.
 *
 * @throws AppError `port_in_use`, `forbidden`, `server_needs_key` for an address that others reach, without a key, `server_address_unknown`
 */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const { host, keys } = options;
  if (!isLoopback(host) && !keys.some) throw new AppError('server_needs_key', { host });
  const load = new Load(options.mostTexts);
  const metrics = new Metrics(load);
  const closing = new AbortController();
  const server = createServer({
    headersTimeout: HEADERS_MS,
    // Who names none is refused as who names another one: with words.
    requireHostHeader: false,
    // A body has a limit of its own, and is refused with words.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_MS,
  });
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listen(server, host, options.port);
  const admission: Admission = { host, port, corsOrigins: options.corsOrigins, keys };
  const route = createRouter({
    ...{ endpoints: ENDPOINTS, admission, models: options.models, load, metrics, logPrompts: options.logPrompts },
    onRequest: (request) => {
      metrics.ended(request);
      options.onRequest?.(request);
    },
    onInternalError: options.onInternalError ?? (() => {}),
    closing: closing.signal,
    ...(options.limits && { limits: options.limits }),
  });
  server.on('request', (request, response) => void route(request, response));
  server.on('clientError', refuseMalformed);
  // Neither is there anything to be upgraded to, nor a body to be waited for that was announced and is too large.
  server.on('upgrade', (_, socket) => refuseRaw(socket, 400, 'bad_request', 'There is nothing to upgrade to.'));
  server.on('connect', (_, socket) => refuseRaw(socket, 405, 'method_not_allowed', 'This server is no proxy.'));
  return {
    url: `http://${bracketed(host)}:${port}`,
    port,
    figures: () => metrics.figures(),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      closing.abort();
      // Whoever was under way is told so before its connection ends.
      setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS);
      server.closeIdleConnections();
      return closed;
    },
  };
}

const LAST_WORDS_MS = 200;

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new AppError('port_in_use', { port }, { cause: error }));
      else if (error.code === 'EACCES')
        reject(new AppError('forbidden', { what: `to listen on port ${port}` }, { cause: error }));
      else
        reject(
          new AppError('server_address_unknown', { host, problem: error.code ?? error.message }, { cause: error }),
        );
    });
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** What is no request at all, or one whose head does not come to an end. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else if (error.code === 'HPE_HEADER_OVERFLOW')
    refuseRaw(socket, 431, 'headers_too_large', 'The headers are too large.');
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    refuseRaw(socket, 408, 'request_timeout', 'The request did not come in time.');
  else refuseRaw(socket, 400, 'bad_request', 'This is not a request of HTTP/1.1.');
}

function refuseRaw(socket: Duplex, status: number, code: string, message: string): void {
  const text = JSON.stringify(new ApiError({ status, message, code }).body);
  const limit = setTimeout(() => socket.destroy(), REFUSAL_MS);
  socket.on('error', () => {});
  socket.once('close', () => clearTimeout(limit));
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}
