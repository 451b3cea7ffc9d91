/** A list of numbers in 4 bytes each that grows as it is written: millions of rows are kept note of in it. */
export class GrowingNumbers {
  #values = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  /** A view of what was written so far. */
  values(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}
