import type { z } from 'zod';
import { invalid, unsupported } from './apiError.ts';
import type { StreamEvent } from './eventStream.ts';
import type { Load } from './load.ts';
import type { Metrics } from './metrics.ts';
import type { ServedModels } from './servedModels.ts';

/** What is known of a request when it has ended, for log, counts and key. */
export interface Account {
  model: string | null;
  promptTokens: number;
  completionTokens: number;
  firstTokenMs: number | null;
  /** What was written, as far as it is logged. */
  answer: string;
}

/** What an endpoint has to answer with. */
export interface Exchange<B = unknown> {
  body: B;
  /** The part of the address that a route leaves open. */
  id: string;
  models: ServedModels;
  load: Load;
  metrics: Metrics;
  account: Account;
  /** Fires when the client has gone, or the server is being switched off. */
  signal: AbortSignal;
  startedAt: number;
}

export type Answer =
  | { kind: 'json'; value: unknown }
  | { kind: 'text'; type: string; text: string; headers?: Record<string, string> }
  /** `named` events end with a last one of theirs; the others with `[DONE]`. */
  | { kind: 'events'; events: AsyncGenerator<StreamEvent>; named: boolean };

/** What the API has and this server does not do: told by name where it is asked for otherwise than so. */
export type Refused = Readonly<Record<string, { neutral: readonly unknown[]; why: string }>>;

export interface Endpoint {
  method: 'GET' | 'POST';
  /** `{id}` stands for one part of an address. */
  path: string;
  /** Open is what holds nothing of the user's. */
  open?: boolean;
  summary: string;
  body?: z.ZodType;
  refused?: Refused;
  /** Throws where something is asked for that deserves more words than its schema has. */
  check?(body: Record<string, unknown>): void;
  /** Media type of the answer; JSON unless said. */
  answers?: string;
  /** Whether `stream: true` makes events of it. */
  streams?: boolean;
  handle(exchange: Exchange): Promise<Answer> | Answer;
}

/** An endpoint that reads a body, typed by its schema. */
export const endpoint = <S extends z.ZodType>(
  definition: Omit<Endpoint, 'body' | 'handle'> & {
    body: S;
    handle(exchange: Exchange<z.output<S>>): Promise<Answer> | Answer;
  },
): Endpoint => ({ ...definition, handle: (exchange) => definition.handle(exchange as Exchange<z.output<S>>) });

/**
 * Checks a body against its schema.
 *
 * @throws ApiError 400 with the parameter that is wrong
 */
export function parseBody({ body: schema, refused = {}, check }: Endpoint, body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid(null, 'The body must be a JSON object.', 'invalid_type');
  for (const [name, { neutral, why }] of Object.entries(refused)) {
    if (!Object.hasOwn(body, name)) continue;
    const value = (body as Record<string, unknown>)[name];
    if (value !== null && !neutral.some((one) => JSON.stringify(one) === JSON.stringify(value)))
      throw unsupported(name, `The parameter \`${name}\` is not supported: ${why}`);
  }
  check?.(body as Record<string, unknown>);
  const known = Object.fromEntries(Object.entries(body).filter(([name]) => !Object.hasOwn(refused, name)));
  const parsed = schema?.safeParse(known);
  if (!parsed || parsed.success) return parsed?.data;
  const issue = deepest(parsed.error.issues[0] as Issue);
  if (issue.code === 'unrecognized_keys') {
    const param = pathOf([...issue.path, issue.keys[0] ?? '']);
    throw invalid(param, `Unrecognized request argument supplied: ${param.slice(0, 200)}`, 'unknown_parameter');
  }
  const param = pathOf(issue.path);
  if (issue.code === 'invalid_type' && valueAt(known, issue.path) === undefined)
    throw invalid(param, `Missing required parameter: '${param}'.`, 'missing_required_parameter');
  throw invalid(param, `Invalid value for '${param}': ${issue.message}`, 'invalid_value');
}

type Issue = z.core.$ZodIssue;

/** Of what may be several things, what is wrong with the one that was meant: that which goes wrong farthest in. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const candidates = issue.errors.flatMap((issues) => (issues[0] ? [deepest(issues[0])] : []));
  const [best] = candidates.sort((a, b) => b.path.length - a.path.length);
  if (best && best.path.length > 0) return { ...best, path: [...issue.path, ...best.path] };
  const expected = new Set(candidates.map(({ message }) => message.replace(/^Invalid input: /, '')));
  return { ...issue, message: expected.size > 0 ? [...expected].join('; or ') : issue.message };
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((whole, part) => {
    if (typeof part === 'number') return `${whole}[${part}]`;
    return whole === '' ? String(part) : `${whole}.${String(part)}`;
  }, '');

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, part) => (at === null || typeof at !== 'object' ? undefined : Reflect.get(at, part)),
    value,
  );
