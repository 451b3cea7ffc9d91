import { randomBytes } from 'node:crypto';
import type { TokenLogprob } from '../../shared/domain/models/completion.ts';
import type { StreamEvent } from './eventStream.ts';
import type { WholeText } from './texts.ts';

/** What OpenAI writes for a probability of nothing, which JSON has no number for. */
const NEVER = -9999;

const finite = (logprob: number): number => (Number.isFinite(logprob) ? logprob : NEVER);

export const newAnswerId = (prefix: string): string => `${prefix}${randomBytes(18).toString('base64url')}`;

export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** The sums of several texts; a prompt that several go on from counts once, as at OpenAI. */
export function usageOf(texts: readonly WholeText[], perPrompt: number) {
  const prompts = texts.filter((_, index) => index % perPrompt === 0);
  const sum = (list: readonly WholeText[], of: (usage: WholeText['usage']) => number) =>
    list.reduce((total, { usage }) => total + of(usage), 0);
  const prompt = sum(prompts, ({ promptTokens }) => promptTokens);
  const completion = sum(texts, ({ completionTokens }) => completionTokens);
  return {
    ...{ prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
    prompt_tokens_details: { cached_tokens: sum(prompts, ({ cachedTokens }) => cachedTokens) },
  };
}

interface StreamedBody {
  stream_options?: { include_usage?: boolean | null | undefined } | null | undefined;
}

/** Makes the events of a stream, each with what they `share`; the last has the counts, where they are asked for. */
export function chunksOf({ stream_options }: StreamedBody, share: object) {
  const withUsage = stream_options?.include_usage ?? false;
  const chunk = (choices: readonly unknown[], usage: unknown = null): StreamEvent => ({
    data: { ...share, choices, ...(withUsage && { usage }) },
  });
  return {
    chunk: (choice: object) => chunk([choice]),
    last: (texts: readonly WholeText[], perPrompt: number) => (withUsage ? [chunk([], usageOf(texts, perPrompt))] : []),
  };
}

/** As completions have them: lists side by side. `offset` is where the first token begins, in UTF-16 units. */
export function completionLogprobs(tokens: readonly TokenLogprob[], offset = 0) {
  let at = offset;
  return {
    tokens: tokens.map(({ token }) => token),
    token_logprobs: tokens.map(({ logprob }) => (logprob === null ? null : finite(logprob))),
    top_logprobs: tokens.map(({ token, logprob, top }) =>
      logprob === null
        ? null
        : // The token itself last: of several that read alike, it is the one that is meant.
          Object.fromEntries([...top.map((one) => [one.token, finite(one.logprob)]), [token, finite(logprob)]]),
    ),
    text_offset: tokens.map(({ token }) => {
      const begins = at;
      at += token.length;
      return begins;
    }),
  };
}

/** As chat completions have them: a list of tokens with what else was likely. */
export const chatLogprobs = (tokens: readonly TokenLogprob[]) => ({
  content: tokens.map(({ token, logprob, bytes, top }) => ({
    ...{ token, logprob: finite(logprob ?? NEVER), bytes },
    top_logprobs: top.map((one) => ({ token: one.token, logprob: finite(one.logprob), bytes: one.bytes })),
  })),
  refusal: null,
});

/** How likely a text was, a token: what `best_of` chooses by. */
export function meanLogprob({ tokens }: WholeText): number {
  if (tokens.length === 0) return Number.NEGATIVE_INFINITY;
  return tokens.reduce((sum, { logprob }) => sum + (logprob ?? 0), 0) / tokens.length;
}
