import { tokenBytes as byteLevelBytes } from './byteLevel.ts';

/** How a tokenizer's tokens become text, by the `decoder` of its `tokenizer.json`. */
export interface TokenText {
  /** The bytes that a token of the vocabulary stands for, in the midst of a text. */
  bytes(token: string): Uint8Array;
  /** The same of a token that was added to the vocabulary. */
  addedBytes(token: string): Uint8Array;
  /** Whether the space that a whole text begins with is not part of it: the tokenizer puts one before each. */
  dropsFirstSpace: boolean;
}

type Fields = Record<string, unknown>;

const encoder = new TextEncoder();
const SPACE = '▁';
const BYTE = /^<0x([0-9A-Fa-f]{2})>$/;

/** @param parts of the decoder, one after another, those of sequences as well */
export function tokenText(parts: readonly Fields[]): TokenText {
  const has = (type: string) => parts.some((part) => part.type === type);
  const asIs = (token: string) => encoder.encode(token);
  if (has('ByteLevel')) return { bytes: byteLevelBytes, addedBytes: asIs, dropsFirstSpace: false };
  const dropsFirstSpace = parts.some(
    (part) =>
      (part.type === 'Strip' && Number(part.start) > 0) ||
      (part.type === 'Metaspace' && part.prepend_scheme !== 'never' && part.add_prefix_space !== false) ||
      part.type === 'WordPiece',
  );
  const asByte = (token: string): Uint8Array | null => {
    const [, hex] = has('ByteFallback') ? (BYTE.exec(token) ?? []) : [];
    return hex === undefined ? null : Uint8Array.of(Number.parseInt(hex, 16));
  };
  const asText = (token: string) => encoder.encode(parts.reduce((text, part) => changed(text, part), token));
  return { bytes: (token) => asByte(token) ?? asText(token), addedBytes: asText, dropsFirstSpace };
}

function changed(token: string, part: Fields): string {
  switch (part.type) {
    case 'Replace': {
      const { String: from } = (part.pattern ?? {}) as { String?: unknown };
      return typeof from === 'string' ? token.replaceAll(from, () => String(part.content ?? '')) : token;
    }
    case 'Metaspace':
      return token.replaceAll(String(part.replacement ?? SPACE), ' ');
    case 'WordPiece': {
      const prefix = String(part.prefix ?? '##');
      return token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
    }
    default:
      return token;
  }
}
