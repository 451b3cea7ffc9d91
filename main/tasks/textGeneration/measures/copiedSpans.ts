/** Of a polynomial hash over UTF-16 units, modulo 2³²; what it finds is compared unit by unit. */
const BASE = 0x01000193;
const FILTER_BITS = 20;

/**
 * Finds passages of some texts, each at least `span` UTF-16 units long, that stand word for word in others. The texts are indexed, and
 * the others go by once (Rabin and Karp 1987): memory grows with the texts alone, time with both.
 */
export class CopyFinder {
  readonly #texts: readonly string[];
  readonly #span: number;
  /** Of the factor of the unit that leaves the passage. */
  readonly #leaving: number;
  /** Where the passages of a hash begin that were not found yet: text and place, one after the other. */
  readonly #places = new Map<number, number[]>();
  /** A bit for each of the lowest bits of a hash, so that hardly anything is looked up in vain. */
  readonly #filter = new Uint8Array(2 ** (FILTER_BITS - 3));
  /** 1 where a copied passage begins. */
  readonly #begins: Uint8Array[];

  constructor(texts: readonly string[], span: number) {
    this.#texts = texts;
    this.#span = span;
    let leaving = 1;
    for (let index = 0; index < span; index++) leaving = Math.imul(leaving, BASE);
    this.#leaving = leaving;
    this.#begins = texts.map(({ length }) => new Uint8Array(length));
    for (const [text, content] of texts.entries()) {
      this.#passages(content, (hash, place) => {
        const known = this.#places.get(hash);
        if (known) known.push(text, place);
        else this.#places.set(hash, [text, place]);
        const bit = hash & (2 ** FILTER_BITS - 1);
        this.#filter[bit >>> 3] = (this.#filter[bit >>> 3] as number) | (1 << (bit & 7));
      });
    }
  }

  /** Takes in a text that may have been copied from. */
  look(source: string): void {
    if (this.#places.size === 0) return;
    this.#passages(source, (hash, at) => {
      const bit = hash & (2 ** FILTER_BITS - 1);
      if (((this.#filter[bit >>> 3] as number) & (1 << (bit & 7))) === 0) return;
      const places = this.#places.get(hash);
      if (places) this.#compare(hash, places, source.slice(at, at + this.#span));
    });
  }

  /** Of each text, UTF-16 units in copied passages, and all of them. */
  counts(): [copied: number, length: number][] {
    return this.#begins.map((begins) => {
      let [copied, until] = [0, 0];
      for (let place = 0; place < begins.length; place++) {
        if (begins[place] === 1) until = place + this.#span;
        if (place < until) copied++;
      }
      return [copied, begins.length];
    });
  }

  /** A passage that was found need not be found again. */
  #compare(hash: number, places: readonly number[], passage: string): void {
    const others: number[] = [];
    for (let index = 0; index < places.length; index += 2) {
      const [text, place] = [places[index] as number, places[index + 1] as number];
      if (this.#texts[text]?.startsWith(passage, place)) (this.#begins[text] as Uint8Array)[place] = 1;
      else others.push(text, place);
    }
    if (others.length === 0) this.#places.delete(hash);
    else this.#places.set(hash, others);
  }

  #passages(text: string, found: (hash: number, place: number) => void): void {
    const span = this.#span;
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      hash = (Math.imul(hash, BASE) + text.charCodeAt(end)) | 0;
      if (end >= span) hash = (hash - Math.imul(text.charCodeAt(end - span), this.#leaving)) | 0;
      if (end >= span - 1) found(hash, end - span + 1);
    }
  }
}
