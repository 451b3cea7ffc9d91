/**
 * Where a program before had lost a character, a file holds U+FFFD: it is text as any other, and no byte is wrong. Of decoded text U+FFFD says that
 * bytes stood for no character, so that the one from the file goes through the readers in the place of a noncharacter, which Unicode keeps for such
 * uses inside of a program. A file that has it nevertheless comes in with U+FFFD for it, which is what Unicode advises for noncharacters (core
 * specification, 23.7). What no file can hold, half of a surrogate pair, would be no better: cells with one are refused, and JSON writes an escape.
 */
const STAND_IN = '\uFDD1';
const LOST = '\uFFFD';
/** Of UTF-8; both begin with the same byte, and are of one length. */
const LOST_BYTES = Uint8Array.of(0xef, 0xbf, 0xbd);
const STAND_IN_BYTES = Uint8Array.of(0xef, 0xb7, 0x91);

/** The same bytes with a stand-in for each U+FFFD. @param bytes of UTF-8, whole characters */
export function withStandIns(bytes: Uint8Array): Uint8Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = view.indexOf(LOST_BYTES);
  if (at < 0) return bytes;
  const replaced = Uint8Array.from(bytes);
  for (; at >= 0; at = view.indexOf(LOST_BYTES, at + LOST_BYTES.length)) replaced.set(STAND_IN_BYTES, at);
  return replaced;
}

/** How many bytes at the end may be the beginning of U+FFFD. */
export function begunBytes(bytes: Uint8Array): number {
  const [before, last] = [bytes.at(-2), bytes.at(-1)];
  if (before === LOST_BYTES[0] && last === LOST_BYTES[1]) return 2;
  return last === LOST_BYTES[0] ? 1 : 0;
}

/** The text as it stands in the file. */
export const asInFile = (text: string): string => (hasStandIn(text) ? text.replaceAll(STAND_IN, LOST) : text);
export const cellsAsInFile = (cells: readonly string[]): readonly string[] =>
  cells.some(hasStandIn) ? cells.map(asInFile) : cells;

const hasStandIn = (text: string): boolean => text.includes(STAND_IN);
