const BITS = 32;

/** 32-bit numbers that the labels of a text take. */
export const wordsFor = (labels: number): number => Math.ceil(labels / BITS);

/** Labels, by their numbers, as bits of as many numbers as they take. */
export function packed(labels: Iterable<number>, count: number): number[] {
  const words = new Uint32Array(wordsFor(count));
  for (const label of labels) {
    const word = Math.floor(label / BITS);
    words[word] = ((words[word] as number) | (1 << (label % BITS))) >>> 0;
  }
  return [...words];
}

/** Which labels each text of a split has. */
export class LabelSets {
  readonly #words: readonly Uint32Array[];
  /** Of all labels. */
  readonly count: number;

  /** @param words the first 32 labels of each text, the next 32, and so on */
  constructor(words: readonly Uint32Array[], count: number) {
    this.#words = words;
    this.count = count;
  }

  has(text: number, label: number): boolean {
    const word = this.#words[Math.floor(label / BITS)]?.[text] ?? 0;
    return ((word >>> (label % BITS)) & 1) === 1;
  }

  /** The numbers of a text's labels. */
  of(text: number): number[] {
    return Array.from({ length: this.count }, (_, label) => label).filter((label) => this.has(text, label));
  }
}
