import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';

/** UTF-16 units that may lie between two tokens: blanks that a tokenizer leaves out. */
const FARTHEST = 200;

/** Where a token's text stands in the text that it is of. */
export interface TokenPlace {
  /** Places among the ids of the tokens that make these characters up together, one as a rule. */
  tokens: number[];
  start: number;
  end: number;
}

/**
 * Finds tokens in the text that they are of, in their order. Whatever a tokenizer does to blanks and capitals, its tokens' characters come one after the
 * other; special tokens, and what was changed beyond that, are left out.
 *
 * @param ids of the text from its beginning on
 */
export function tokenPlaces(text: string, ids: readonly number[], tokenizer: Pick<Tokenizer, 'bytes'>): TokenPlace[] {
  const lower = text.toLowerCase();
  // Where small letters are more than the letters, places would be shifted.
  const searched = lower.length === text.length ? lower : text;
  const found: TokenPlace[] = [];
  let [from, tokens, pending]: [number, number[], number[]] = [0, [], []];
  for (const [place, id] of ids.entries()) {
    const bytes = tokenizer.bytes(id);
    if (!bytes) continue;
    tokens.push(place);
    pending.push(...bytes);
    const piece = wholeText(Uint8Array.from(pending));
    if (piece === null) continue;
    const letters = (searched === lower ? piece.toLowerCase() : piece).trim();
    const start = letters === '' ? -1 : searched.indexOf(letters, from);
    if (start >= 0 && start - from <= FARTHEST) {
      from = start + letters.length;
      found.push({ tokens, start, end: from });
    }
    [tokens, pending] = [[], []];
  }
  return found;
}

/** `null` where the bytes end in the midst of a character. */
function wholeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.length > LONGEST_CHARACTER ? '' : null;
  }
}

/** Bytes; what is longer and no text is none. */
const LONGEST_CHARACTER = 64;
