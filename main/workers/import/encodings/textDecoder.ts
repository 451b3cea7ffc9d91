import { CODE_PAGES } from './codePages.ts';

/** Decodes text that arrives in parts; what stands for no character becomes U+FFFD. */
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
  return page ? new CodePageDecoder(page) : new TextDecoder(encoding, { ignoreBOM: true });
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
