import chardet from 'chardet';
import { AppError } from '../../../shared/ipc/errors.ts';

export interface DetectedEncoding {
  /** A label that `TextDecoder` knows. */
  encoding: string;
  /** Bytes of the byte-order mark to skip. */
  bomBytes: number;
}

/** What chardet names and `TextDecoder` decodes; anything else is not guessed at. */
const GUESSABLE = ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-1252', 'windows-1251', 'windows-1250'];
const ALIASES: Record<string, string> = { 'iso-8859-1': 'windows-1252', 'iso-8859-2': 'windows-1250' };
const LEAST_CONFIDENCE = 20;

/**
 * Tells the encoding from the beginning of a file: byte-order mark, UTF-16 by its zero bytes, strict UTF-8, then the likeliest legacy
 * encoding that decodes without an error.
 *
 * @param whole whether `sample` is the whole file; else its last character may be cut
 * @throws AppError `file_not_text`, `file_encoding_unknown` with the offset of the byte that is not UTF-8
 */
export function detectEncoding(sample: Uint8Array, whole: boolean, file: string): DetectedEncoding {
  const bom = byteOrderMark(sample);
  if (bom) return bom;
  const utf16 = utf16WithoutBom(sample);
  if (utf16) return { encoding: utf16, bomBytes: 0 };
  if (decodes(sample, 'utf-8', whole)) return { encoding: 'utf-8', bomBytes: 0 };
  if (looksBinary(sample)) throw new AppError('file_not_text', { file });
  for (const { name, confidence } of chardet.analyse(sample)) {
    const label = name.toLowerCase();
    const encoding = ALIASES[label] ?? label;
    if (confidence >= LEAST_CONFIDENCE && GUESSABLE.includes(encoding) && decodes(sample, encoding, whole)) {
      return { encoding, bomBytes: 0 };
    }
  }
  throw new AppError('file_encoding_unknown', { file, byte: firstInvalidUtf8(sample) });
}

export function byteOrderMark(sample: Uint8Array): DetectedEncoding | null {
  const [a, b, c] = sample;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bomBytes: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bomBytes: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bomBytes: 2 };
  return null;
}

/** ASCII characters in UTF-16 have a zero byte each, always on the same side. */
function utf16WithoutBom(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let even = 0;
  let odd = 0;
  const length = Math.min(sample.length, 4096) & ~1;
  for (let index = 0; index < length; index += 2) {
    if (sample[index] === 0) even++;
    if (sample[index + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.3 && even < odd * 0.1) return 'utf-16le';
  if (even > pairs * 0.3 && odd < even * 0.1) return 'utf-16be';
  return null;
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
