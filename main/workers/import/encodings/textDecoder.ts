import { CODE_PAGES } from './codePages.ts';
import { begunBytes, withStandIns } from './lostCharacters.ts';

/** Decodes text that arrives in parts; what stands for no character becomes U+FFFD, and of UTF-8 only that (see `asInFile`). */
export interface PartDecoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

/**
 * A decoder of any encoding that an import knows. No byte-order mark is taken off.
 *
 * @throws RangeError if there is no such encoding
 */
export function textDecoder(encoding: string): PartDecoder {
  const page = CODE_PAGES[encoding];
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return new Utf32Decoder(encoding === 'utf-32le');
  if (encoding === 'utf-8') return new Utf8Decoder();
  return page ? new CodePageDecoder(page) : new TextDecoder(encoding, { ignoreBOM: true });
}

class Utf8Decoder implements PartDecoder {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** What may be the beginning of a U+FFFD. */
  #rest = new Uint8Array();

  decode(part: Uint8Array = new Uint8Array(), { stream = false }: { stream?: boolean } = {}): string {
    const bytes = this.#rest.length === 0 ? part : new Uint8Array([...this.#rest, ...part]);
    const end = bytes.length - (stream ? begunBytes(bytes) : 0);
    this.#rest = bytes.slice(end);
    return this.#decoder.decode(withStandIns(bytes.subarray(0, end)), { stream });
  }
}

class CodePageDecoder implements PartDecoder {
  readonly #units: Uint16Array;
  readonly #target = new TextDecoder('utf-16le', { ignoreBOM: true });

  constructor(page: string) {
    this.#units = Uint16Array.from({ length: 256 }, (_, byte) => (byte < 128 ? byte : page.charCodeAt(byte - 128)));
  }

  decode(bytes: Uint8Array = new Uint8Array()): string {
    const units = new Uint16Array(bytes.length);
    for (let at = 0; at < bytes.length; at++) units[at] = this.#units[bytes[at] as number] as number;
    return this.#target.decode(units);
  }
}

/** What the web has no decoder for. */
class Utf32Decoder implements PartDecoder {
  readonly #littleEndian: boolean;
  /** Bytes of a character that has not come to its end. */
  #rest = new Uint8Array();

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  decode(part: Uint8Array = new Uint8Array(), { stream = false }: { stream?: boolean } = {}): string {
    const bytes = this.#rest.length === 0 ? part : new Uint8Array([...this.#rest, ...part]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const whole = bytes.length & ~3;
    const characters: string[] = [];
    for (let at = 0; at < whole; at += 4) {
      const code = view.getUint32(at, this.#littleEndian);
      const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
      characters.push(isCharacter ? String.fromCodePoint(code) : '\uFFFD');
    }
    this.#rest = bytes.slice(whole);
    if (!stream && this.#rest.length > 0) {
      this.#rest = new Uint8Array();
      characters.push('\uFFFD');
    }
    return characters.join('');
  }
}
