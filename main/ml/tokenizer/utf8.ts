/**
 * Follows a byte sequence through UTF-8 (RFC 3629, table 3-7 of the Unicode standard), to tell whole characters from begun ones
 * and bytes that may come next from those that would break the text.
 */
export interface Utf8State {
  /** Continuation bytes that the character under way still needs. */
  needed: number;
  /** Range in which the next continuation byte must lie. */
  low: number;
  high: number;
}

export const WHOLE: Utf8State = { needed: 0, low: 0, high: 0 };
const continuation = (needed: number, low = 0x80, high = 0xbf): Utf8State => ({ needed, low, high });

/** The state after `byte`, or `null` if the byte cannot stand there. */
function nextState(state: Utf8State, byte: number): Utf8State | null {
  if (state.needed > 0) {
    if (byte < state.low || byte > state.high) return null;
    return state.needed === 1 ? WHOLE : continuation(state.needed - 1);
  }
  if (byte <= 0x7f) return WHOLE;
  if (byte >= 0xc2 && byte <= 0xdf) return continuation(1);
  if (byte === 0xe0) return continuation(2, 0xa0);
  // 0xED 0xA0 … would be a surrogate.
  if (byte === 0xed) return continuation(2, 0x80, 0x9f);
  if (byte >= 0xe1 && byte <= 0xef) return continuation(2);
  if (byte === 0xf0) return continuation(3, 0x90);
  if (byte >= 0xf1 && byte <= 0xf3) return continuation(3);
  if (byte === 0xf4) return continuation(3, 0x80, 0x8f);
  return null;
}

/** The state after several bytes, or `null` if they cannot stand there. */
export function stateAfter(state: Utf8State, bytes: Uint8Array): Utf8State | null {
  let current: Utf8State | null = state;
  for (const byte of bytes) {
    current = nextState(current, byte);
    if (!current) return null;
  }
  return current;
}
