/** Of a generator between two numbers: all it needs to give the same ones again. */
export type RandomState = readonly [a: number, b: number, c: number, counter: number];

/**
 * A small, seedable random number generator (sfc32 by Chris Doty-Humphrey, PractRand), so that the same seed gives the same run on
 * every machine. Not for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number) {
    // Any seed, small ones too, is spread over the state by SplitMix32 steps.
    let state = seed >>> 0;
    const next = () => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    [this.#a, this.#b, this.#c, this.#counter] = [next(), next(), next(), 1];
    for (let round = 0; round < 12; round++) this.uint32();
  }

  /** A generator that goes on where another one was. */
  static at(state: RandomState): Random {
    const random = new Random(0);
    [random.#a, random.#b, random.#c, random.#counter] = state;
    return random;
  }

  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** Uniform in [0, 2³²). */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** Uniform in [0, 1) with 32 bits. */
  next(): number {
    return this.uint32() / 2 ** 32;
  }

  /** Uniform whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Standard normal (Box–Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Shuffles in place (Fisher–Yates). */
  shuffle<T extends { [index: number]: number; length: number }>(items: T): T {
    for (let index = items.length - 1; index > 0; index--) {
      const other = this.integer(index + 1);
      const item = items[index] as number;
      items[index] = items[other] as number;
      items[other] = item;
    }
    return items;
  }
}
