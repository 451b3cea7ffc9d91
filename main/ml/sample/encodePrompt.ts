import { cutFromLeft } from '../../../shared/domain/tasks/promptRoom.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/**
 * The tokens of a prompt: with the one that the tokenizer puts before a text, which stays where the rest is cut. A model has to have something to
 * begin with.
 *
 * @param limit tokens that it is cut to from the left, the END_OF_TEXT before it included, as in training; `null` leaves it as it is
 */
export function encodePrompt(
  prompt: string,
  tokenizer: Tokenizer,
  limit: number | null,
): { ids: number[]; cutTokens: number } {
  const encoded = tokenizer.encode(prompt);
  const isBegun = tokenizer.addsBeginning || encoded.length === 0;
  const [first, rest] = isBegun ? [[encoded[0] ?? tokenizer.beginning], encoded.slice(1)] : [[], encoded];
  const ids = [...first, ...cutFromLeft(rest, limit)];
  return { ids, cutTokens: first.length + rest.length - ids.length };
}
