/**
 * GPT-2's byte alphabet: a printable character for each of the 256 bytes, so that a byte-level vocabulary is ordinary text.
 * Source: https://github.com/openai/gpt-2/blob/master/src/encoder.py, `bytes_to_unicode`.
 */
export const BYTE_TO_CHARACTER: readonly string[] = (() => {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let shifted = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : 256 + shifted++));
})();

const CHARACTER_TO_BYTE = new Map(BYTE_TO_CHARACTER.map((character, byte) => [character, byte]));

/** The bytes that a byte-level token stands for. */
export function tokenBytes(token: string): Uint8Array {
  return Uint8Array.from(token, (character) => CHARACTER_TO_BYTE.get(character) ?? 0x3f);
}
