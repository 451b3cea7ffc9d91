/**
 * Says when something that interrupts training is due again: never more often than `leastMs`, and for at most a twentieth of the time;
 * but once in `mostMs` in any case. What the first time costs is left out: compiling is a part of it, and does not come again.
 */
export class Pace {
  readonly #leastMs: number;
  readonly #mostMs: number;
  #lastEnd: number;
  #cost: number | null = null;
  #times = 0;

  constructor({ leastMs, mostMs }: { leastMs: number; mostMs: number }, now: number) {
    this.#leastMs = leastMs;
    this.#mostMs = mostMs;
    this.#lastEnd = now;
  }

  /** Milliseconds that it takes; `null` while that is not known. */
  get cost(): number | null {
    return this.#cost;
  }

  isDue(now: number): boolean {
    return now - this.#lastEnd >= Math.min(this.#mostMs, Math.max(this.#leastMs, 20 * (this.#cost ?? 0)));
  }

  done(start: number, end: number): void {
    if (this.#times++ > 0) this.#cost = end - start;
    this.#lastEnd = end;
  }
}
