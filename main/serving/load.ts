import { ApiError } from './apiError.ts';

/** Texts that are taken at a time, written or waiting; who comes then is asked to come again. */
export const MOST_TEXTS = 256;
/** A request's own texts that are under way together, however many it asks for. */
export const MOST_TOGETHER = 32;
const [LEAST_RETRY_S, MOST_RETRY_S] = [1, 60];
/** Of the mean time that a text takes: weight of the newest. */
const NEWEST = 0.2;

/** The place of one request. */
export interface Place {
  /** A text of it has its first token. */
  started(): void;
  /** A text of it is done, or is given up. */
  ended(started: boolean, ms: number): void;
  /** All of it is over. */
  leave(): void;
}

/** Counts what is under way. The engine takes as many texts as come and lets them wait in order; here is the limit of that. */
export class Load {
  readonly #most: number;
  #taken = 0;
  #running = 0;
  #waiting = 0;
  #meanMs = 1000;

  constructor(most = MOST_TEXTS) {
    this.#most = most;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Takes a place for so many texts at a time.
   *
   * @throws ApiError 429 with `Retry-After`
   */
  enter(texts: number): Place {
    const places = Math.min(texts, MOST_TOGETHER);
    if (this.#taken + places > this.#most && this.#taken > 0) throw this.#tooMany();
    this.#taken += places;
    return {
      started: () => {
        this.#waiting--;
        this.#running++;
      },
      ended: (started, ms) => {
        if (started) {
          this.#running--;
          this.#meanMs += NEWEST * (ms - this.#meanMs);
        } else this.#waiting--;
      },
      leave: () => {
        this.#taken -= places;
      },
    };
  }

  /** A text is handed to the engine. */
  waits(): void {
    this.#waiting++;
  }

  #tooMany(): ApiError {
    const turns = this.#taken / Math.max(1, this.#running);
    const seconds = Math.ceil((turns * this.#meanMs) / 1000);
    const retryAfter = String(Math.min(MOST_RETRY_S, Math.max(LEAST_RETRY_S, seconds)));
    return new ApiError({
      ...{ status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
      message: `The server has its hands full: ${this.#taken} texts are written or wait. Try again in ${retryAfter} s.`,
      headers: { 'Retry-After': retryAfter },
    });
  }
}
