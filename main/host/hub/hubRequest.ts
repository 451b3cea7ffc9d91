import { z } from 'zod';
import { AppError } from '../../../shared/errors/errors.ts';

/** A hub as it is asked: nobody but it gets the token. */
export interface Hub {
  /** Without a slash at its end. */
  url: string;
  token: string | null;
  fetch: typeof fetch;
}

/** What was asked for, for whoever is told that it failed. */
export interface Asked {
  /** The model; absent in a search. */
  id?: string;
  revision?: string;
  file?: string;
}

const MOST_REDIRECTS = 8;
/** Until a server begins to answer, and between two pieces of an answer. */
const PATIENCE_MS = 60_000;
const OK = 200;
const MULTIPLE_CHOICES = 300;
const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const TOO_MANY = 429;

/** An answer whose body has not been read. */
export interface HubAnswer {
  status: number;
  /** Of the last server. */
  headers: Headers;
  /** What the hub itself said, which may have sent us on to another server. */
  hubHeaders: Headers;
  /** Ends with `hub_unreachable` where the connection breaks or nothing comes any more. */
  body(): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Asks a hub with GET. Redirections are followed here: the token goes to the hub's own origin and nowhere else, and nothing that began
 * encrypted goes on in the open.
 *
 * @param path below the hub's address, beginning with a slash, or a whole address of it
 * @throws AppError `hub_unreachable`, `hub_failed`, `hub_not_found`, `hub_revision_gone`, `hub_changed`, `hub_gated`, `hub_token_needed`,
 *   `hub_token_refused`, `hub_busy`; `cancelled`
 */
export async function askHub(
  hub: Hub,
  path: string,
  { signal, asked = {}, headers = {} }: { signal: AbortSignal; asked?: Asked; headers?: Record<string, string> },
): Promise<HubAnswer> {
  const own = new URL(hub.url);
  let url: URL = new URL(path.startsWith('/') ? `${hub.url}${path}` : path);
  const watch = new Watch(signal);
  const hubHeaders = new Headers();
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const isOwn = url.origin === own.origin;
      const authorization = isOwn && hub.token !== null ? { authorization: `Bearer ${hub.token}` } : {};
      const response = await hub.fetch(url.href, {
        headers: { 'user-agent': 'kindling', ...headers, ...authorization },
        redirect: 'manual',
        signal: watch.signal,
      });
      watch.sign();
      if (isOwn) for (const [name, value] of response.headers) hubHeaders.set(name, value);
      const { status } = response;
      if (status >= OK && status < MULTIPLE_CHOICES)
        return { status, headers: response.headers, hubHeaders, body: () => read(hub, response, watch) };
      const location = response.headers.get('location');
      await response.body?.cancel().catch(() => {});
      if (status < MULTIPLE_CHOICES || status >= BAD_REQUEST || location === null)
        throw failure(hub, status, isOwn ? response.headers : new Headers(), asked);
      const next = URL.parse(location, url.href);
      if (!next || !(next.protocol === 'https:' || (next.protocol === 'http:' && url.protocol === 'http:')))
        throw answerInvalid(hub, `it sends on to ${location.slice(0, 200)}`);
      url = next;
    }
    throw answerInvalid(hub, `it sends on more than ${MOST_REDIRECTS} times`);
  } catch (error) {
    watch.end();
    throw asHubError(hub, error, signal, watch);
  }
}

/** Bytes of an answer that is kept in memory: the list of a model with thousands of files has one or two million. */
const MOST_ANSWER_BYTES = 16_000_000;

/**
 * A small answer, whole.
 *
 * @throws AppError as `askHub`; `hub_answer_invalid` where it is larger than `most`
 */
export async function askText(
  hub: Hub,
  path: string,
  options: { signal: AbortSignal; asked?: Asked; most?: number; accept?: string },
): Promise<{ text: string; headers: Headers }> {
  const { most = MOST_ANSWER_BYTES, accept = '*/*', ...rest } = options;
  const { body, hubHeaders } = await askHub(hub, path, { ...rest, headers: { accept } });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body()) {
    bytes += chunk.length;
    if (bytes > most) throw answerInvalid(hub, `its answer has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), headers: hubHeaders };
}

/** An answer in JSON that a schema accepts. @throws AppError as `askText` */
export async function askJson<S extends z.ZodType>(
  hub: Hub,
  path: string,
  schema: S,
  options: { signal: AbortSignal; asked?: Asked },
): Promise<{ value: z.output<S>; headers: Headers }> {
  const { text, headers } = await askText(hub, path, { ...options, accept: 'application/json' });
  try {
    return { value: schema.parse(JSON.parse(text)), headers };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : `its answer is no JSON`;
    throw answerInvalid(hub, problem);
  }
}

/** Aborts with the caller, and when nothing has come for a while. */
class Watch {
  readonly #controller = new AbortController();
  readonly #timer = setTimeout(() => this.#expire(), PATIENCE_MS).unref();
  readonly signal: AbortSignal;
  expired = false;

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
  }

  /** Something came. */
  sign(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #expire(): void {
    this.expired = true;
    this.#controller.abort();
  }
}

async function* read(hub: Hub, response: Response, watch: Watch): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of response.body ?? []) {
      watch.sign();
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw asHubError(hub, error, watch.signal, watch);
  } finally {
    watch.end();
  }
}

export const answerInvalid = ({ url }: Hub, problem: string): AppError =>
  new AppError('hub_answer_invalid', { hub: url, problem });

/** What the hub says of a failure besides its status. Source: `huggingface_hub/utils/_http.py` */
function failure({ url: hub, token }: Hub, status: number, headers: Headers, { id = '', revision = '', file }: Asked) {
  const code = headers.get('x-error-code');
  const page = `${hub}/${id}`;
  if (code === 'GatedRepo' || status === FORBIDDEN) return new AppError('hub_gated', { id, page });
  if (code === 'RevisionNotFound') return new AppError('hub_revision_gone', { id, revision, hub });
  const isOfModel = id !== '';
  if (status === UNAUTHORIZED) {
    // It says so, too, of what is not there: nobody is to learn what private models there are.
    return token === null && isOfModel
      ? new AppError('hub_token_needed', { id, hub })
      : new AppError('hub_token_refused', { hub });
  }
  if (code === 'EntryNotFound' || (status === NOT_FOUND && file !== undefined))
    return new AppError('hub_changed', { file: file ?? id, hub });
  if (status === NOT_FOUND && isOfModel) return new AppError('hub_not_found', { id, hub });
  if (status === TOO_MANY) {
    const seconds = Number(headers.get('retry-after'));
    return new AppError('hub_busy', {
      hub,
      seconds: Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 60,
    });
  }
  return new AppError('hub_failed', { hub, status });
}

/** What `fetch` throws says little; its cause says what happened. */
function asHubError({ url: hub }: Hub, error: unknown, signal: AbortSignal, watch: Watch): unknown {
  if (error instanceof AppError) return error;
  if (watch.expired) {
    const problem = `nothing came for ${PATIENCE_MS / 1000} seconds`;
    return new AppError('hub_unreachable', { hub, problem }, { cause: error });
  }
  if (signal.aborted) return new AppError('cancelled', {}, { cause: error });
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const problem = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new AppError('hub_unreachable', { hub, problem }, { cause: error });
}
