import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../../shared/domain/ids.ts';
import { CLIENT_GONE, type ServerRequest } from '../../shared/domain/models/server.ts';
import { type Admission, checkKey, checkPlace, corsHeaders, preflightHeaders } from './admission.ts';
import { ApiError, reasonOf, toApiError } from './apiError.ts';
import { type Account, type Answer, type Endpoint, parseBody } from './endpoint.ts';
import { endStalled, MOST_UNREAD_BYTES, STALLED_MS, type StreamLimits, sendEvents } from './eventStream.ts';
import type { UsedKey } from './keyRing.ts';
import type { Load } from './load.ts';
import type { Metrics } from './metrics.ts';
import { BODY_MS, type BodyLimits, MOST_BODY_BYTES, readJson } from './readJson.ts';
import { MOST_LOGGED } from './requestLog.ts';
import type { ServedModels } from './servedModels.ts';

export interface RouterOptions {
  endpoints: readonly Endpoint[];
  admission: Admission;
  models: ServedModels;
  load: Load;
  metrics: Metrics;
  logPrompts: boolean;
  /** Told of each request when it is over. */
  onRequest: (request: ServerRequest) => void;
  /** Told of what is nobody's fault but ours. */
  onInternalError: (error: unknown, endpoint: string) => void;
  /** Fires when the server is being switched off. */
  closing: AbortSignal;
  limits?: Partial<BodyLimits & StreamLimits>;
}

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

interface Found {
  endpoint: Endpoint;
  id: string;
}

/** Answers requests: place, key, address, method, body, in this order. Whatever is thrown on the way is an answer, too. */
export function createRouter(options: RouterOptions) {
  const { admission, closing, onRequest, onInternalError } = options;
  const limits = {
    ...{ mostBytes: MOST_BODY_BYTES, ms: BODY_MS, mostUnreadBytes: MOST_UNREAD_BYTES, stalledMs: STALLED_MS },
    ...options.limits,
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedAt = performance.now();
    const at = new Date().toISOString();
    const account: Account = { model: null, promptTokens: 0, completionTokens: 0, firstTokenMs: null, answer: '' };
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    response.on('error', () => gone.abort());
    endStalled(response, limits.stalledMs);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader('X-Request-Id', randomUUID());

    const signal = AbortSignal.any([gone.signal, closing]);
    let found: Found | null = null;
    let key: UsedKey | null = null;
    let prompt: string | undefined;
    let failure: ApiError | null = null;
    const describe = (thrown: unknown): ApiError => {
      failure = toApiError(thrown);
      if (failure.status === 500 && !gone.signal.aborted)
        onInternalError(failure.cause ?? failure, found?.endpoint.path ?? '');
      return failure;
    };

    try {
      checkPlace(request, admission);
      for (const [name, value] of Object.entries(corsHeaders(request, admission))) response.setHeader(name, value);
      const path = pathOf(request);
      const fitting = options.endpoints.flatMap((endpoint) => {
        const id = idIn(endpoint.path, path);
        return id === null ? [] : [{ endpoint, id }];
      });
      if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined)
        return sendPreflight(request, response, fitting);
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      found = fitting.find(({ endpoint }) => endpoint.method === method) ?? null;
      // Who may not come in does not learn what there is, either.
      if (!found?.endpoint.open) key = checkKey(request, admission);
      if (!found) throw fitting.length > 0 ? wrongMethod(request, fitting) : noSuchAddress(request, path);
      const { endpoint, id } = found;
      const json = endpoint.body ? await readJson(request, limits) : undefined;
      account.model = modelNamed(json, options.models);
      if (options.logPrompts && json !== undefined) prompt = JSON.stringify(json).slice(0, MOST_LOGGED);
      const body = endpoint.body ? parseBody(endpoint, json) : undefined;
      const { models, load, metrics } = options;
      const answer = await endpoint.handle({ body, id, models, load, metrics, account, signal, startedAt });
      await send(response, answer, { describe, limits });
    } catch (thrown) {
      refuse(request, response, describe(thrown));
    } finally {
      await finished(response);
      const error = failure as ApiError | null;
      const isGone = gone.signal.aborted;
      key?.count(account);
      onRequest({
        ...{ id: newId(), at, endpoint: found?.endpoint.path ?? '', model: account.model, key: key?.name ?? null },
        status: isGone ? CLIENT_GONE : (error?.status ?? response.statusCode),
        problem: error && !isGone ? reasonOf(error) : null,
        ...{ promptTokens: account.promptTokens, completionTokens: account.completionTokens },
        ...{ latencyMs: performance.now() - startedAt, firstTokenMs: account.firstTokenMs },
        ...(prompt !== undefined && { prompt, answer: account.answer.slice(0, MOST_LOGGED) }),
      });
    }
  };
}

async function send(
  response: ServerResponse,
  answer: Answer,
  { describe, limits }: { describe: (thrown: unknown) => ApiError; limits: StreamLimits },
): Promise<void> {
  if (answer.kind === 'events') {
    // What goes wrong before the first event is an answer with a status of its own.
    const first = await answer.events.next();
    return sendEvents(response, answer.events, first, { describe, named: answer.named, limits });
  }
  const { type, text, headers } =
    answer.kind === 'json'
      ? { type: 'application/json', text: JSON.stringify(answer.value), headers: undefined }
      : answer;
  response.writeHead(200, {
    ...{ 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), 'Cache-Control': 'no-store' },
    ...headers,
  });
  response.end(text);
}

function refuse(request: IncomingMessage, response: ServerResponse, error: ApiError): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const text = JSON.stringify(error.body);
  // What is left of a refused body is not waited for.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(error.status, {
    ...{ 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), 'Cache-Control': 'no-store' },
    ...error.headers,
  });
  response.end(text);
}

function sendPreflight(request: IncomingMessage, response: ServerResponse, fitting: readonly Found[]): void {
  const methods = [...new Set(fitting.map(({ endpoint }) => endpoint.method))];
  response.writeHead(204, preflightHeaders(request, methods));
  response.end();
}

/** Resolves when an answer has been taken, or its connection has ended. */
const finished = (response: ServerResponse): Promise<void> =>
  response.closed || response.writableFinished
    ? Promise.resolve()
    : new Promise((resolve) => {
        response.once('close', resolve);
        response.once('finish', resolve);
      });

/** @throws ApiError 400 for a target that is no path, like that of a request to a proxy */
function pathOf({ url = '' }: IncomingMessage): string {
  const path = /^(\/(?!\/)[^?#]*)/.exec(url)?.[1];
  if (path === undefined)
    throw new ApiError({ status: 400, message: 'The address is not a path.', code: 'invalid_url' });
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** What a path has in the place of `{id}`; empty where it has no such place, `null` where it is another path. */
function idIn(pattern: string, path: string): string | null {
  if (!pattern.endsWith('/{id}')) return pattern === path ? '' : null;
  const before = pattern.slice(0, -'{id}'.length);
  const rest = path.startsWith(before) ? path.slice(before.length) : '';
  if (rest === '') return null;
  try {
    return decodeURIComponent(rest);
  } catch {
    return null;
  }
}

function wrongMethod({ method }: IncomingMessage, fitting: readonly Found[]): ApiError {
  const allowed = fitting.map(({ endpoint }) => endpoint.method).join(', ');
  return new ApiError({
    ...{ status: 405, message: `Not allowed to ${method} here; allowed: ${allowed}.`, code: 'method_not_allowed' },
    headers: { Allow: allowed },
  });
}

const noSuchAddress = ({ method }: IncomingMessage, path: string): ApiError =>
  new ApiError({ status: 404, message: `Invalid URL (${method} ${path.slice(0, 200)})`, code: 'unknown_url' });

/** The model's own name for the log: what is made up by clients is not repeated there. */
function modelNamed(json: unknown, models: ServedModels): string | null {
  const asked = typeof json === 'object' && json !== null && 'model' in json ? json.model : null;
  return models.list().find(({ id, name }) => id === asked || name === asked)?.name ?? null;
}
