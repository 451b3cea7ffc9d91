import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError, type ErrorCode, toAppError } from '../../shared/errors/errors.ts';
import { MAX_MESSAGE_BYTES } from '../../shared/ipc/limits.ts';
import { SOCKET_PROTOCOL } from '../../shared/ipc/pageProof.ts';
import { SECURITY_HEADERS } from '../transport/contentSecurityPolicy.ts';
import { type Access, admit } from './access.ts';
import { asksForPage, sendRefusalPage } from './refusalPage.ts';
import { type Route, SOCKET_PATH, sendJson } from './routes.ts';

/** The only interface that is listened on: nobody outside of this machine can knock. */
const LOOPBACK = '127.0.0.1';

const STATUS: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  file_not_found: 404,
  folder_not_found: 404,
  unknown_method: 405,
  bad_input: 400,
  upload_stalled: 408,
  disk_full: 507,
};
const INTERNAL_STATUS = 500;
/** A refused upgrade has its answer by then, or does not read it. */
const REFUSAL_MS = 1000;

/**
 * Listens on 127.0.0.1.
 *
 * @param port 0 takes a free one
 * @throws AppError `port_in_use`, `forbidden` for a port that needs more rights
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new AppError('port_in_use', { port }, { cause: error }));
      else if (error.code === 'EACCES')
        reject(new AppError('forbidden', { what: `to listen on port ${port}` }, { cause: error }));
      else reject(error);
    });
    server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

/** What serves requests, and how it ends. */
export interface Serving {
  /** Ends the sockets of all pages; they may come again if they have a key then. */
  dropPages(): void;
  /** Ends every connection, whatever its state. */
  end(): void;
}

/**
 * Serves routes and the socket to those whom `admit` lets in. Install it before anyone can connect, with the port already known.
 *
 * @param onSocket gets each accepted WebSocket
 */
export function serveRequests(
  server: Server,
  routes: readonly Route[],
  access: Access,
  onSocket: (socket: WebSocket) => void,
): Serving {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  });
  // The server's own list lacks those that asked for an upgrade: each of them would keep it from closing.
  const connections = new Set<Socket>();
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    answer(request, response, routes, access).catch((thrown) => refuse(request, response, toAppError(thrown)));
  });

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    try {
      const url = requestUrl(request);
      admit(request, access, { changes: true, needsKey: true });
      if (url.pathname !== SOCKET_PATH) throw new AppError('not_found', { kind: 'socket', id: url.pathname });
    } catch (thrown) {
      return refuseUpgrade(socket, toAppError(thrown));
    }
    sockets.handleUpgrade(request, socket, head, onSocket);
  });

  const dropPages = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    dropPages,
    end: () => {
      dropPages();
      for (const connection of connections) connection.destroy();
    },
  };
}

/** An upload takes the time that it takes, so there is no limit for a whole request; what stalls is noticed where it is read. */
export const createHttpServer = (): Server => createServer({ requestTimeout: 0 });

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  access: Access,
): Promise<void> {
  const url = requestUrl(request);
  const fitting = routes.filter(({ path }) =>
    path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path,
  );
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = fitting.find((candidate) => candidate.method === method);
  // Who may not come in does not learn either what there is.
  admit(request, access, { changes: route?.changes ?? true, needsKey: route?.needsKey ?? true });
  if (!route) throw new AppError('unknown_method', { method: `${request.method} ${url.pathname}` });
  await route.handle(request, response, url);
}

/** @throws AppError `bad_input` for a target that is no path, like that of a request to a proxy */
function requestUrl(request: IncomingMessage): URL {
  const target = request.url ?? '';
  // A second slash would make the next part a host name.
  const url = /^\/(?!\/)/.test(target) ? URL.parse(target, `http://${LOOPBACK}`) : null;
  if (!url) throw new AppError('bad_input', { path: 'address', problem: 'it is not a path' });
  return url;
}

function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  // Half an answer has been sent: only a broken connection says that the rest is missing.
  if (response.headersSent || response.destroyed) return void response.destroy();
  // What is left of a refused upload is not waited for.
  if (!request.complete) response.setHeader('Connection', 'close');
  const status = STATUS[error.code] ?? INTERNAL_STATUS;
  if (asksForPage(request)) sendRefusalPage(response, status, error);
  else sendJson(response, status, wireError(error));
}

/** The peer need not close its side: a socket that waits for it would be kept for as long as the peer likes. */
function refuseUpgrade(socket: Duplex, error: AppError): void {
  const status = STATUS[error.code] ?? INTERNAL_STATUS;
  const body = JSON.stringify(wireError(error));
  const limit = setTimeout(() => socket.destroy(), REFUSAL_MS);
  socket.once('close', () => clearTimeout(limit));
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

const wireError = ({ code, message, details }: AppError) => ({ error: { code, message, details } });
