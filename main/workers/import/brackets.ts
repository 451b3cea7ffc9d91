/** Deeper than anything that people write; deeper brackets are only counted. */
const MOST_KEPT = 10_000;

export const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

/** The brackets that are open. A closing one also closes those inside of it that were forgotten; one that fits nowhere closes nothing. */
export class Brackets {
  readonly #open: number[] = [];
  #beyond = 0;

  get depth(): number {
    return this.#open.length;
  }

  open(code: number): void {
    if (this.#open.length < MOST_KEPT) this.#open.push(code);
    else this.#beyond++;
  }

  /** @param lowest brackets below this depth stay open */
  close(code: number, lowest = 0): void {
    if (this.#beyond > 0) {
      this.#beyond--;
      return;
    }
    const index = this.#open.lastIndexOf(code === CLOSE_BRACE ? OPEN_BRACE : OPEN_BRACKET);
    if (index >= lowest) this.#open.length = index;
  }
}
