/** White space in the words of Python's `str.split`, which differs from that of `\s`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts U+001C to U+001F as white space
export const PYTHON_WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/** Python's `text.split()`. */
export const pythonWords = (text: string): string[] => text.split(PYTHON_WHITE_SPACE).filter((word) => word !== '');

/** Python's `text.strip()`: the ends without white space. */
export function pythonTrimmed(text: string): string {
  const spaces = new RegExp(`^${PYTHON_WHITE_SPACE.source}|${PYTHON_WHITE_SPACE.source}$`, 'gu');
  return text.replace(spaces, '');
}
