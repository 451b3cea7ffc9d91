import { z } from 'zod';

/** What a model can be asked for over HTTP. */
export const ABILITIES = ['completions', 'chat', 'embeddings', 'classify'] as const;
export const Ability = z.enum(ABILITIES);
export type Ability = z.infer<typeof Ability>;

/** A name of an origin as browsers send it: `https://example.com`, `http://localhost:5173`. */
export const CorsOrigin = z
  .string()
  .trim()
  .max(300)
  .regex(/^https?:\/\/[^\s/?#@,]+$/i);

export const LOOPBACK_HOST = '127.0.0.1';

/** Whether an address is of this machine alone. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);

/** A host as it stands in an address: in small letters, one of IPv6 in brackets. */
export const bracketed = (host: string): string =>
  (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host).toLowerCase();

/** How models are served over HTTP. */
export const ServerSettings = z.object({
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535),
  /** The address that is listened on. Any other than that of this machine alone needs a key. */
  host: z.string().trim().min(1).max(255),
  /** Pages that may ask from a browser; none unless named. */
  corsOrigins: z.array(CorsOrigin).max(20),
  /** Whether the log keeps what was asked and answered. */
  logPrompts: z.boolean(),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

/** Where clients of OpenAI's servers look by habit is taken by others (8000, 8080, 11434, 1234): this one is free on most machines. */
export const DEFAULT_SERVER: ServerSettings = {
  ...{ port: 4242, host: LOOPBACK_HOST, corsOrigins: [], logPrompts: false },
};

/** A key of the server. The key itself is shown once, when it is made, and kept nowhere. */
export const ServerKey = z.object({
  id: z.string(),
  name: z.string(),
  /** How it begins, to tell it by. */
  beginning: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  requests: z.number().int().nonnegative(),
  promptTokens: z.number().int().nonnegative(),
  completionTokens: z.number().int().nonnegative(),
});
export type ServerKey = z.infer<typeof ServerKey>;

/** Requests that the log keeps, the newest. */
export const MOST_REQUESTS_KEPT = 1000;

/** Status of a request whose client has gone, in logs only: nobody is there to be told. */
export const CLIENT_GONE = 499;

/** A request that was answered or refused. */
export const ServerRequest = z.object({
  id: z.string(),
  at: z.string(),
  /** The route, such as `/v1/completions`. */
  endpoint: z.string(),
  /** Name of the model; `null` where none was found. */
  model: z.string().nullable(),
  /** Name of the key; `null` where none was needed. */
  key: z.string().nullable(),
  /** HTTP status, or `CLIENT_GONE`. */
  status: z.number().int(),
  /** What went wrong, in English; `null` where nothing did. */
  problem: z.string().nullable(),
  promptTokens: z.number().int().nonnegative(),
  completionTokens: z.number().int().nonnegative(),
  latencyMs: z.number().nonnegative(),
  /** Until the first token; `null` where none came. */
  firstTokenMs: z.number().nonnegative().nullable(),
  /** Only where prompts are logged: the beginning of what was asked, as JSON, and of what was answered. */
  prompt: z.string().optional(),
  answer: z.string().optional(),
});
export type ServerRequest = z.infer<typeof ServerRequest>;

/** What the server is doing now. */
export const ServerFigures = z.object({
  requests: z.number().int().nonnegative(),
  refused: z.number().int().nonnegative(),
  /** Texts that are written, and that wait for their first token. */
  running: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  promptTokens: z.number().int().nonnegative(),
  cachedTokens: z.number().int().nonnegative(),
  completionTokens: z.number().int().nonnegative(),
  /** Of the last ten seconds. */
  tokensPerSecond: z.number().nonnegative(),
});
export type ServerFigures = z.infer<typeof ServerFigures>;

/** A model that is served, or is once the server is on. */
export const ServedModelFacts = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['model', 'base']),
  abilities: z.array(Ability),
});
export type ServedModelFacts = z.infer<typeof ServedModelFacts>;

export const ServerState = z.object({
  /** Where it answers, such as `http://127.0.0.1:4242/v1`; `null` while it is off. */
  url: z.string().nullable(),
  settings: ServerSettings,
  models: z.array(ServedModelFacts),
  /** Whether requests need a key now. */
  needsKey: z.boolean(),
  figures: ServerFigures,
});
export type ServerState = z.infer<typeof ServerState>;

export const NO_FIGURES: ServerFigures = {
  ...{ requests: 0, refused: 0, running: 0, waiting: 0 },
  ...{ promptTokens: 0, cachedTokens: 0, completionTokens: 0, tokensPerSecond: 0 },
};
