/** Says when something that interrupts training is due again: never more often than `leastMs`, and for at most a twentieth of the time. */
export class Pace {
  readonly #leastMs: number;
  #lastEnd: number;
  #cost = 0;

  constructor(leastMs: number, now: number) {
    this.#leastMs = leastMs;
    this.#lastEnd = now;
  }

  isDue(now: number): boolean {
    return now - this.#lastEnd >= Math.max(this.#leastMs, 20 * this.#cost);
  }

  done(start: number, end: number): void {
    this.#cost = end - start;
    this.#lastEnd = end;
  }
}
