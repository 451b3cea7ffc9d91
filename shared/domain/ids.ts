/** A new id: 12 characters of `0-9a-z`, random enough for one user's home and short enough to type. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}
