import type { TokenLogprob } from '../../../shared/domain/models/completion.ts';
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
  return { ...scored(id), top: likeliestOf(logits, count).map(scored) };
}

/** A special token stands for no text: its bytes are those of its name. */
const bytesOf = (tokenizer: Tokenizer, id: number): Uint8Array =>
  tokenizer.bytes(id) ?? new TextEncoder().encode(tokenizer.text(id));

/** The ids of the largest values, the largest first, and the lower id first of equals. */
function likeliestOf(logits: Float32Array, count: number): number[] {
  const best: number[] = [];
  if (count === 0) return best;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (best.length === count && logit <= (logits[best[count - 1] as number] as number)) continue;
    let place = best.length;
    while (place > 0 && logit > (logits[best[place - 1] as number] as number)) place--;
    best.splice(place, 0, id);
    if (best.length > count) best.pop();
  }
  return best;
}
