import { z } from 'zod';

/** Sampling settings in the words of Hugging Face's `GenerationConfig`; neutral values switch a filter off. */
export const GenerationSettings = z.object({
  /** 0 is greedy. */
  temperature: z.number().min(0).max(10),
  /** Keep the k likeliest tokens; 0 keeps all. */
  top_k: z.number().int().min(0),
  /** Keep the smallest set of tokens whose probability reaches p; 1 keeps all. */
  top_p: z.number().gt(0).max(1),
  /** Drop tokens less likely than this share of the likeliest one; 0 keeps all. */
  min_p: z.number().min(0).max(1),
  /** Divide positive, multiply negative logits of tokens already seen; 1 is neutral. */
  repetition_penalty: z.number().min(0.01).max(10),
  max_tokens: z.number().int().min(1).max(4096),
  /** Text that ends the generation; it is not part of the result. */
  stop: z.array(z.string().min(1).max(1000)).max(16),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});
export type GenerationSettings = z.infer<typeof GenerationSettings>;

export const DEFAULT_GENERATION: GenerationSettings = {
  temperature: 0.8,
  top_k: 0,
  top_p: 1,
  min_p: 0,
  repetition_penalty: 1,
  max_tokens: 100,
  stop: [],
  seed: 0,
};

/** Texts that are written at most until one contains what it must, unless another number is asked for. */
export const USUAL_TRIES = 4;
export const MOST_TRIES = 16;
export const Tries = z.number().int().min(1).max(MOST_TRIES);

/** One filled-in input column. A list and not a record: a column may be called `__proto__`. */
export const InputField = z.object({ column: z.string(), value: z.string().max(1_000_000) });
export type InputField = z.infer<typeof InputField>;

/** A turn of a conversation, in the words of chat templates. */
export const ChatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().max(1_000_000),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The text itself, or the recipe's input fields from which it is built. */
export const TextSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().max(1_000_000) }),
  z.object({ kind: z.literal('inputs'), inputs: z.array(InputField) }),
]);
export type TextSource = z.infer<typeof TextSource>;

/** What a model goes on from: such a text, or a conversation that it is to answer. */
export const PromptSource = z.discriminatedUnion('kind', [
  ...TextSource.options,
  z.object({ kind: z.literal('chat'), messages: z.array(ChatMessage).min(1).max(1000) }),
]);
export type PromptSource = z.infer<typeof PromptSource>;

/** A word that may come next, with the blanks before it; empty where the text ends there. */
export const NextWord = z.object({ text: z.string(), probability: z.number() });
export type NextWord = z.infer<typeof NextWord>;

/** `eos`: the model ended the text; `length`: max_tokens; `context`: no room left in the model's context. */
export const FinishReason = z.enum(['eos', 'stop', 'length', 'context', 'cancelled']);
export type FinishReason = z.infer<typeof FinishReason>;

export const GenerationEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('prompt'),
    prompt: z.string(),
    promptTokens: z.number().int(),
    /** Left out from the prompt's beginning, because the model never saw more than the end of long ones. */
    cutTokens: z.number().int().nonnegative().default(0),
    /** The oldest messages of a conversation, left out because it has no room otherwise. */
    droppedMessages: z.number().int().nonnegative().optional(),
    /** Tokens that prompt and text may have together. */
    contextLength: z.number().int().positive().optional(),
  }),
  /** Where the next words were asked for, in the place of a text: the likeliest first. */
  z.object({ event: z.literal('words'), words: z.array(NextWord) }),
  /** `text` holds whole characters only; a token in the middle of a character adds an empty text. */
  z.object({ event: z.literal('token'), id: z.number().int().nonnegative(), text: z.string() }),
  /** The text lacks what it must contain, and is given up: tokens of another one follow. `attempt` counts from 1. */
  z.object({
    event: z.literal('again'),
    attempt: z.number().int().min(2),
    of: Tries,
    missing: z.array(z.string()),
  }),
  /** Where something must be contained, of which attempt (of how many) the text is, and which columns it lacks: then none had them all. */
  z.object({
    event: z.literal('done'),
    text: z.string(),
    tokens: z.array(z.number().int().nonnegative()),
    tokensPerSecond: z.number(),
    finishReason: FinishReason,
    kept: z
      .object({ attempt: z.number().int().min(1), tries: z.number().int().min(1), missing: z.array(z.string()) })
      .optional(),
  }),
]);
export type GenerationEvent = z.infer<typeof GenerationEvent>;

/** A finished generation as kept in the playground's history. */
export const HistoryEntry = z.object({
  id: z.string(),
  modelId: z.string(),
  modelName: z.string(),
  prompt: z.string(),
  /** The recipe's fields when the prompt was built from them. */
  inputs: z.array(InputField).nullable(),
  settings: GenerationSettings,
  text: z.string(),
  tokens: z.number().int().nonnegative(),
  tokensPerSecond: z.number(),
  finishReason: FinishReason,
  createdAt: z.string(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;
