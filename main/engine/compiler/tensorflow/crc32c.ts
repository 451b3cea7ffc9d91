/** Castagnoli's polynomial, reversed. */
const POLYNOMIAL = 0x82f63b78;
/** Bytes that are looked up together. */
const SLICES = 8;

/** `TABLES[256 · k + b]` is what a byte makes of a sum that k bytes follow. */
const TABLES = new Uint32Array(256 * SLICES);
for (let byte = 0; byte < 256; byte++) {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
  TABLES[byte] = sum;
}
for (let place = 256; place < TABLES.length; place++) {
  const before = TABLES[place - 256] as number;
  TABLES[place] = (before >>> 8) ^ (TABLES[before & 255] as number);
}

/** The CRC-32C of bytes, which zlib has not; `before` is that of the bytes before them. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  const tables = TABLES;
  let sum = ~before;
  let at = 0;
  for (const whole = bytes.length - (bytes.length % SLICES); at < whole; at += SLICES) {
    const low =
      sum ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24));
    sum =
      (tables[1792 + (low & 255)] as number) ^
      (tables[1536 + ((low >>> 8) & 255)] as number) ^
      (tables[1280 + ((low >>> 16) & 255)] as number) ^
      (tables[1024 + (low >>> 24)] as number) ^
      (tables[768 + (bytes[at + 4] as number)] as number) ^
      (tables[512 + (bytes[at + 5] as number)] as number) ^
      (tables[256 + (bytes[at + 6] as number)] as number) ^
      (tables[bytes[at + 7] as number] as number);
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ (tables[(sum ^ (bytes[at] as number)) & 255] as number);
  return ~sum >>> 0;
}

/** As TensorFlow stores it: a sum of bytes that hold sums themselves is no good one (`tensorflow/core/lib/hash/crc32c.h`). */
export const masked = (sum: number): number => (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
