/** Deeper than anything that people write; deeper brackets are only counted. */
const MOST_KEPT = 10_000;

export const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

/** The brackets that are open. A closing one also closes those inside of it that were forgotten; one that fits nowhere closes nothing. */
export class Brackets {
  readonly #open: number[] = [];
  /** Of each open bracket, the next outer one of its kind: finding it takes no search, however many are open. */
  readonly #outer: number[] = [];
  #lastBrace = -1;
  #lastBracket = -1;
  #beyond = 0;

  get depth(): number {
    return this.#open.length;
  }

  open(code: number): void {
    if (this.#open.length >= MOST_KEPT) {
      this.#beyond++;
      return;
    }
    this.#outer.push(code === OPEN_BRACE ? this.#lastBrace : this.#lastBracket);
    if (code === OPEN_BRACE) this.#lastBrace = this.#open.length;
    else this.#lastBracket = this.#open.length;
    this.#open.push(code);
  }

  /** @param lowest brackets below this depth stay open */
  close(code: number, lowest = 0): void {
    if (this.#beyond > 0) {
      this.#beyond--;
      return;
    }
    const index = code === CLOSE_BRACE ? this.#lastBrace : this.#lastBracket;
    if (index < lowest) return;
    while (this.#open.length > index) {
      const outer = this.#outer.pop() ?? -1;
      if (this.#open.pop() === OPEN_BRACE) this.#lastBrace = outer;
      else this.#lastBracket = outer;
    }
  }
}
