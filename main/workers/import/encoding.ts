import { AppError } from '../../../shared/errors/errors.ts';
import { type EncodingGuess, guessEncodings } from './encodings/guessEncoding.ts';

export interface DetectedEncoding {
  /** A label that `textDecoder` knows. */
  encoding: string;
  /** Bytes of the byte-order mark to skip. */
  bomBytes: number;
  /** Others that may have been meant, where this one only just won; `null` where it is plain. */
  others: string[] | null;
}

/** Below this, no encoding makes text of the bytes. */
const LEAST_SCORE = 0.3;
/** By so much, for each byte beyond ASCII, the likeliest must be ahead of the next, and there must be so many such bytes. */
const PLAIN_LEAD = 0.35;
const PLAIN_BYTES = 12;
const MOST_OTHERS = 4;
/** A byte that is not UTF-8 is a slip where so many characters are, for each. */
const VALID_FOR_INVALID = 2;

/**
 * Tells the encoding from the beginning of a file: byte-order mark, UTF-32 and UTF-16 by their zero bytes, UTF-8, with a foreign byte here and there,
 * then the legacy encoding that makes the likeliest letters of it.
 *
 * @param whole whether `sample` is the whole file; else its last character may be cut
 * @throws AppError `file_not_text`, `file_encoding_unknown` with the offset of the byte that is not UTF-8
 */
export function detectEncoding(sample: Uint8Array, whole: boolean, file: string): DetectedEncoding {
  const bom = byteOrderMark(sample);
  if (bom) return bom;
  const utf32 = utf32WithoutBom(sample);
  if (utf32) return { encoding: utf32, bomBytes: 0, others: null };
  const utf16 = utf16WithoutBom(sample);
  if (utf16) return { encoding: utf16, bomBytes: 0, others: null };
  const utf8 = { encoding: 'utf-8', bomBytes: 0, others: null };
  if (decodes(sample, 'utf-8', whole)) return utf8;
  if (looksBinary(sample)) throw new AppError('file_not_text', { file });
  const { valid, invalid } = countUtf8(sample);
  if (valid > 1 && valid >= invalid * VALID_FOR_INVALID) return utf8;
  const guesses = guessEncodings(sample);
  const [best] = guesses;
  if (!best || best.score < LEAST_SCORE) {
    throw new AppError('file_encoding_unknown', { file, byte: firstInvalidUtf8(sample) });
  }
  return { encoding: best.encoding, bomBytes: 0, others: rivals(sample, guesses) };
}

/** The next best, unless the best is plainly better and there is enough to tell it by. */
function rivals(sample: Uint8Array, [best, ...others]: readonly EncodingGuess[]): string[] | null {
  let foreign = 0;
  for (const byte of sample) if (byte > 127) foreign++;
  const lead = (best?.score ?? 0) - (others[0]?.score ?? Number.NEGATIVE_INFINITY);
  if (foreign >= PLAIN_BYTES && lead >= PLAIN_LEAD && (best?.score ?? 0) > PLAIN_LEAD) return null;
  return others
    .filter(({ score }) => score > LEAST_SCORE)
    .slice(0, MOST_OTHERS)
    .map(({ encoding }) => encoding);
}

/** Characters of several bytes that are UTF-8, and bytes that are not. */
function countUtf8(sample: Uint8Array): { valid: number; invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] as number;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    let rest = 1;
    while (rest < length && ((sample[at + rest] ?? 0) & 0xc0) === 0x80) rest++;
    if (length > 1 && rest === length) {
      valid++;
      at += length - 1;
    } else invalid++;
  }
  return { valid, invalid };
}

export function byteOrderMark(sample: Uint8Array): DetectedEncoding | null {
  const [a, b, c, d] = sample;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { encoding: 'utf-32le', bomBytes: 4, others: null };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', bomBytes: 4, others: null };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bomBytes: 3, others: null };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bomBytes: 2, others: null };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bomBytes: 2, others: null };
  return null;
}

const LEAST_UNITS = 8;

/** Four bytes that are a character, again and again, are hardly ever anything else. */
function utf32WithoutBom(sample: Uint8Array): 'utf-32le' | 'utf-32be' | null {
  const length = Math.min(sample.length, 4096) & ~3;
  if (length < 4 * LEAST_UNITS) return null;
  const view = new DataView(sample.buffer, sample.byteOffset, length);
  for (const encoding of ['utf-32le', 'utf-32be'] as const) {
    let at = 0;
    while (at < length) {
      const code = view.getUint32(at, encoding === 'utf-32le');
      if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) break;
      at += 4;
    }
    if (at >= length) return encoding;
  }
  return null;
}

/** Share of UTF-16's units that are blanks, digits and line ends in any script's text, and of those that are characters of a text at all. */
const LEAST_ASCII = 0.03;
const LEAST_TEXT = 0.97;

/**
 * ASCII characters in UTF-16 have a zero byte each, always on the same side. A text in another script has few of them: what is between
 * them must be letters, then.
 */
function utf16WithoutBom(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let even = 0;
  let odd = 0;
  const length = Math.min(sample.length, 4096) & ~1;
  for (let index = 0; index < length; index += 2) {
    if (sample[index] === 0) even++;
    if (sample[index + 1] === 0) odd++;
  }
  const pairs = length / 2;
  const likely = odd > even ? ('utf-16le' as const) : ('utf-16be' as const);
  const [zeros, others] = odd > even ? [odd, even] : [even, odd];
  if (zeros < pairs * LEAST_ASCII || others >= zeros * 0.1) return null;
  return zeros > pairs * 0.3 || isUtf16Text(sample.subarray(0, length), likely) ? likely : null;
}

function isUtf16Text(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): boolean {
  const text = new TextDecoder(encoding).decode(bytes);
  const ascii = text.match(/[\t\n\r -~]/g)?.length ?? 0;
  const known = text.match(/[\t\n\r\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/gu)?.length ?? 0;
  return ascii >= text.length * LEAST_ASCII && known >= [...text].length * LEAST_TEXT;
}

function decodes(sample: Uint8Array, encoding: string, whole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** Text has next to no control characters other than tabs and line breaks. */
function looksBinary(sample: Uint8Array): boolean {
  let control = 0;
  for (const byte of sample) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) control++;
  return control > sample.length * 0.02;
}

function firstInvalidUtf8(sample: Uint8Array): number {
  // Halving finds the longest prefix that still decodes.
  let [valid, invalid] = [0, sample.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (decodes(sample.subarray(0, middle), 'utf-8', false)) valid = middle;
    else invalid = middle;
  }
  return valid;
}
