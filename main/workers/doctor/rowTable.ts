/** The load at which a table doubles: beyond it, probing becomes slow. */
const FULLEST = 0.6;

/**
 * Rows by the hash of something: a hash table with open addressing in typed arrays, 12 bytes an entry. A key may have several rows. Keys
 * are 64 bits in two halves.
 */
export class RowTable {
  #high: Uint32Array;
  #low: Uint32Array;
  /** The row plus one; 0 is an empty place. */
  #rows: Uint32Array;
  #size = 0;

  constructor(capacity = 1 << 12) {
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#rows = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** The row of a key that came first, or -1. */
  first(high: number, low: number): number {
    const mask = this.#rows.length - 1;
    for (let at = place(high, low) & mask; ; at = (at + 1) & mask) {
      const row = this.#rows[at] as number;
      if (row === 0) return -1;
      if (this.#high[at] === high && this.#low[at] === low) return row - 1;
    }
  }

  /** Appends the rows of a key to `found`, in the order in which they came; gives how many there are. */
  all(high: number, low: number, found: number[]): number {
    const mask = this.#rows.length - 1;
    let matches = 0;
    for (let at = place(high, low) & mask; ; at = (at + 1) & mask) {
      const row = this.#rows[at] as number;
      if (row === 0) return matches;
      if (this.#high[at] !== high || this.#low[at] !== low) continue;
      matches++;
      found.push(row - 1);
    }
  }

  add(high: number, low: number, row: number): void {
    if (this.#size >= this.#rows.length * FULLEST) this.#grow();
    this.#put(high, low, row + 1);
    this.#size++;
  }

  #put(high: number, low: number, entry: number): void {
    const mask = this.#rows.length - 1;
    let at = place(high, low) & mask;
    while (this.#rows[at] !== 0) at = (at + 1) & mask;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#rows[at] = entry;
  }

  #grow(): void {
    const [high, low, rows] = [this.#high, this.#low, this.#rows];
    this.#high = new Uint32Array(rows.length * 2);
    this.#low = new Uint32Array(rows.length * 2);
    this.#rows = new Uint32Array(rows.length * 2);
    // From behind an empty place on, so that the rows of a key keep their order where they wrap around the end.
    const start = rows.indexOf(0);
    for (let step = 0; step < rows.length; step++) {
      const at = (start + step) & (rows.length - 1);
      if (rows[at] !== 0) this.#put(high[at] as number, low[at] as number, rows[at] as number);
    }
  }
}

const place = (high: number, low: number): number => Math.imul(high ^ (low >>> 15), 0x9e3779b1) >>> 0;
