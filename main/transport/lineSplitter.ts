const NEWLINE = 0x0a;

/** Splits a stream of bytes into lines of UTF-8 text, none longer than a limit. */
export class LineSplitter {
  readonly #limit: number;
  readonly #onLine: (line: string) => void;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(limit: number, onLine: (line: string) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
  }

  /** Takes the next bytes. Returns false once a line is too long; nothing that follows can be understood then. */
  push(chunk: Buffer): boolean {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (!this.#keep(chunk.subarray(start, end))) return false;
      // Decoded only as a whole: a character may be split between two chunks.
      const line = Buffer.concat(this.#pieces).toString('utf8');
      this.#pieces = [];
      this.#bytes = 0;
      this.#onLine(line);
      start = end + 1;
    }
    return this.#keep(chunk.subarray(start));
  }

  #keep(piece: Buffer): boolean {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limit) return false;
    if (piece.length > 0) this.#pieces.push(piece);
    return true;
  }
}
