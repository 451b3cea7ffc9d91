/** Largest message between the studio and whoever uses it, in bytes: a prompt or a page of rows with room to spare, not a file. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Whether a text has more than so many bytes as UTF-8. */
export function isLonger(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  // A UTF-16 unit takes three bytes at most.
  return text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes;
}
