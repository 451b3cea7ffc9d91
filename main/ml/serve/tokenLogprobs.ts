import type { TokenLogprob } from '../../../shared/domain/models/completion.ts';
import { largestOf } from '../largestOf.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** The natural logarithm of the sum of all exponentials: a logit less it is the logarithm of its token's probability. */
export function logSumExp(logits: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (let id = 0; id < logits.length; id++) sum += Math.exp((logits[id] as number) - largest);
  return largest + Math.log(sum);
}

/**
 * How likely a token was, and the likeliest tokens in its place.
 *
 * @param logits of the model itself `[V]`
 * @param count of the likeliest, at most V
 */
export function tokenLogprob(
  logits: Float32Array,
  id: number,
  count: number,
  tokenizer: Tokenizer,
): TokenLogprob & { logprob: number } {
  const total = logSumExp(logits);
  const scored = (token: number) => ({
    ...{ id: token, token: tokenizer.text(token), bytes: [...bytesOf(tokenizer, token)] },
    logprob: (logits[token] ?? total) - total,
  });
  return { ...scored(id), top: largestOf(logits, count).map(scored) };
}

/** A special token stands for no text: its bytes are those of its name. */
const bytesOf = (tokenizer: Tokenizer, id: number): Uint8Array =>
  tokenizer.bytes(id) ?? new TextEncoder().encode(tokenizer.text(id));
