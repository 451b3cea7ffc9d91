/** What targets cost together, in nats, and the UTF-8 bytes that they stand for. */
export interface TextCost {
  nats: number;
  bytes: number;
}

/** Bits for each byte of the text. The end of a text costs nats and has no bytes. `null` without bytes. */
export const bitsPerByte = ({ nats, bytes }: TextCost): number | null => (bytes > 0 ? nats / bytes / Math.LN2 : null);
