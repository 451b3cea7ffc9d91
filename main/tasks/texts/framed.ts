import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';

/** What a tokenizer puts around every text, as transformers does. */
export interface Frame {
  before: readonly number[];
  after: readonly number[];
  /** Stands for a text of which no token is left. */
  empty: number;
}

/** Whatever an empty text and a short one begin with alike stands before a text; what is left of the empty one stands after it. */
export function frameOf(tokenizer: Tokenizer): Frame {
  const [nothing, something] = [tokenizer.encode(''), tokenizer.encode('x')];
  const end = nothing.findIndex((id, place) => id !== something[place]);
  const before = end < 0 ? nothing : nothing.slice(0, end);
  return { before, after: nothing.slice(before.length), empty: tokenizer.endOfText };
}

/**
 * A text's tokens in their frame, as many as there is room for: those at its beginning, or at its end.
 *
 * @param ids of the text alone
 * @param room in tokens, for the frame, too
 */
export function framed(
  ids: readonly number[],
  { before, after, empty }: Frame,
  room: number,
  keepsEnd: boolean,
): number[] {
  const most = Math.max(0, room - before.length - after.length);
  const kept = ids.length <= most ? ids : keepsEnd ? ids.slice(ids.length - most) : ids.slice(0, most);
  const whole = [...before, ...kept, ...after];
  return whole.length === 0 ? [empty] : whole;
}

/**
 * The tokens that a model reads of a text, as in training: what there is no room for is left out at the end, or at the beginning where texts were
 * cut to a limit.
 *
 * @param frame of the tokenizer
 * @param limit as in `PreparedData`
 * @param contextLength tokens that the model reads of a text
 */
export function framedText(
  text: string,
  tokenizer: Tokenizer,
  frame: Frame,
  limit: number | null,
  contextLength: number,
): { ids: number[]; cutTokens: number } {
  const whole = tokenizer.encode(text);
  const alone = whole.slice(frame.before.length, whole.length - frame.after.length);
  const ids = framed(alone, frame, Math.min(limit ?? Number.POSITIVE_INFINITY, contextLength), limit !== null);
  return { ids, cutTokens: Math.max(0, whole.length - ids.length) };
}
