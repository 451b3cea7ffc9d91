import { z } from 'zod';
import { ChatMessage, GenerationSettings, TextSource } from './generation.ts';

/*
 * What a program asks of a model that writes, in the words of OpenAI's API: one text for a request. The window's own words, with history and
 * repeated tries, are in `generation.ts`.
 */

/** A turn of a conversation as chat templates get it. What a template does not know of (`tool_calls`, `name`) it leaves out. */
export const ServedMessage = ChatMessage.extend({
  role: z.enum([...ChatMessage.shape.role.options, 'tool']),
  name: z.string().max(1000).optional(),
  /** Of an assistant: `{ id, type: 'function', function: { name, arguments } }`, `arguments` an object or its JSON. */
  tool_calls: z.array(z.unknown()).max(1000).optional(),
  /** Of a tool: the call that it answers. */
  tool_call_id: z.string().max(1000).optional(),
});
export type ServedMessage = z.infer<typeof ServedMessage>;

/** What a text goes on from. */
export const CompletionPrompt = z.discriminatedUnion('kind', [
  ...TextSource.options,
  /** Tokens of the model's own vocabulary, taken as they are: nothing is put before them. */
  z.object({ kind: z.literal('ids'), ids: z.array(z.number().int().nonnegative()).max(1_000_000) }),
  z.object({
    kind: z.literal('chat'),
    messages: z.array(ServedMessage).min(1).max(1000),
    tools: z.array(z.unknown()).max(1000).optional(),
    /** The answer has to be a call of one of these. What is written is a name, what the template puts after it, and arguments in JSON: the rest stands before it. */
    call: z
      .array(z.object({ name: z.string().min(1).max(1000), parameters: z.record(z.string(), z.unknown()).nullable() }))
      .min(1)
      .max(1000)
      .optional(),
  }),
]);
export type CompletionPrompt = z.infer<typeof CompletionPrompt>;

/** How tokens are drawn. The order is: `logit_bias`, penalties, schema, temperature, `top_k`, `top_p`, `min_p`. */
export const CompletionSampling = GenerationSettings.pick({
  ...{ temperature: true, top_p: true, top_k: true, min_p: true, repetition_penalty: true },
  /** Always given: the same request gives the same text. */
  seed: true,
}).extend({
  /** Taken from the logit of each token that the text (not the prompt) has; 0 is neutral. */
  presence_penalty: z.number().min(-2).max(2),
  /** Taken from the logit of a token as often as the text (not the prompt) has it; 0 is neutral. */
  frequency_penalty: z.number().min(-2).max(2),
  /** Added to the logits of tokens; −100 never comes, 100 comes always. */
  logit_bias: z
    .array(z.object({ id: z.number().int().nonnegative(), bias: z.number().min(-100).max(100) }))
    .max(100_000),
});
export type CompletionSampling = z.infer<typeof CompletionSampling>;

export const NEUTRAL_SAMPLING: CompletionSampling = {
  temperature: 1,
  top_p: 1,
  top_k: 0,
  min_p: 0,
  repetition_penalty: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  logit_bias: [],
  seed: 0,
};

/** The most alternatives to a token that are told. */
export const MOST_TOP_LOGPROBS = 20;

/** One text; `n` texts are n requests with seeds `seed`, `seed + 1`, … */
export const CompletionRequest = z.object({
  prompt: CompletionPrompt,
  /** 0 writes nothing (with `promptLogprobs`, say); `null`: to the end of the context. */
  max_tokens: z.number().int().min(0).nullable(),
  sampling: CompletionSampling,
  /** Text that ends the text; it is not part of it. */
  stop: GenerationSettings.shape.stop,
  /** So many of the likeliest tokens are told beside each one; 0: the chosen one alone; `null`: none at all. */
  logprobs: z.number().int().min(0).max(MOST_TOP_LOGPROBS).nullable(),
  /** Whether `started` tells of each token of the prompt how likely it was. */
  promptLogprobs: z.boolean(),
  /** A JSON schema that the text has to parse and conform to; `json`: any JSON object; `null`: any text. */
  schema: z.union([z.literal('json'), z.record(z.string(), z.unknown()), z.boolean()]).nullable(),
});
export type CompletionRequest = z.infer<typeof CompletionRequest>;

/** A token as text (`�` where its bytes are no characters by themselves), its bytes, and the natural logarithm of its probability. */
const ScoredToken = z.object({
  id: z.number().int().nonnegative(),
  token: z.string(),
  bytes: z.array(z.number().int().min(0).max(255)),
  logprob: z.number(),
});

/**
 * How likely a token was by the model itself: of its logits before bias, penalties, temperature and filters. `null` of the first token of a
 * prompt, before which there is nothing.
 */
export const TokenLogprob = ScoredToken.extend({
  logprob: z.number().nullable(),
  /** The likeliest tokens in its place, the likeliest first. */
  top: z.array(ScoredToken),
});
export type TokenLogprob = z.infer<typeof TokenLogprob>;

export const CompletionUsage = z.object({
  promptTokens: z.number().int().nonnegative(),
  completionTokens: z.number().int().nonnegative(),
  /** Of the prompt's: what was taken over from an earlier text that began alike. */
  cachedTokens: z.number().int().nonnegative(),
});
export type CompletionUsage = z.infer<typeof CompletionUsage>;

/** `length`: `max_tokens`, or the context has no room left. */
export const CompletionFinish = z.enum(['stop', 'length']);
export type CompletionFinish = z.infer<typeof CompletionFinish>;

export const CompletionEvent = z.discriminatedUnion('event', [
  /** The prompt was read. */
  z.object({
    event: z.literal('started'),
    promptTokens: z.number().int().nonnegative(),
    cachedTokens: z.number().int().nonnegative(),
    prompt: z.array(TokenLogprob).optional(),
  }),
  /** Whole characters, of one token or several. */
  z.object({ event: z.literal('text'), text: z.string(), logprobs: z.array(TokenLogprob).optional() }),
  z.object({ event: z.literal('done'), finishReason: CompletionFinish, usage: CompletionUsage }),
]);
export type CompletionEvent = z.infer<typeof CompletionEvent>;
