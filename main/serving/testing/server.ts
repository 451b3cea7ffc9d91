import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { ServerRequest } from '../../../shared/domain/models/server.ts';
import type { Keys } from '../keyRing.ts';
import { type ModelServer, type ModelServerOptions, startModelServer } from '../modelServer.ts';
import { type ScriptedModels, scriptedModels } from './scriptedModels.ts';

/** A server on a free port, whose models follow a script. */
export interface TestServer extends ModelServer {
  models: ScriptedModels;
  /** Requests as the log has them. */
  log: ServerRequest[];
  internalErrors: unknown[];
}

/** Keys with only those that are given. */
export const keysOf = (...keys: string[]): Keys => ({
  some: keys.length > 0,
  find: (presented) => (keys.includes(presented) ? { name: presented, count: () => {} } : null),
});

export async function openServer(options: Partial<ModelServerOptions> = {}): Promise<TestServer> {
  const models = scriptedModels();
  const log: ServerRequest[] = [];
  const internalErrors: unknown[] = [];
  const server = await startModelServer({
    ...{ host: '127.0.0.1', port: 0, corsOrigins: [], logPrompts: false, keys: keysOf(), models },
    onRequest: (request) => log.push(request),
    onInternalError: (error) => internalErrors.push(error),
    ...options,
  });
  return { ...server, models, log, internalErrors };
}

export interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer has is what tests look at.
  json: any;
}

/** A request whose headers are exactly as given; a body that is no text is sent as JSON. */
export function send(port: number, { method, path, headers = {}, body }: Sent): Promise<Received> {
  const bytes =
    body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = ask(
      {
        ...{ host: '127.0.0.1', port, path, method: method ?? (body === undefined ? 'GET' : 'POST'), agent: false },
        headers: {
          ...(bytes !== undefined && {
            'Content-Type': 'application/json',
            'Content-Length': String(Buffer.byteLength(bytes)),
          }),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(bytes);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The data of an answer in events, parsed; `[DONE]` as it is. */
export const eventsOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => (line === 'data: [DONE]' ? '[DONE]' : JSON.parse(line.slice('data: '.length))));

/** Bytes as they are, and whatever comes back until the server ends the connection. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve(text));
  });
}
