/*
 * Speculative decoding (Leviathan et al. 2023, https://arxiv.org/abs/2211.17192) where the draft model is the model itself with rounded
 * weights. A guess is drawn with the same random number as the token will be, so that whatever is guessed, the text is the one that the
 * model writes by itself: guesses only decide how many tokens come of a step.
 */

/** Of the time of a token: that of a guess, and that of checking all guesses at once (SmolLM2-135M on two cores, measured). */
const GUESS = 0.4;
const CHECK = 1.5;
/** Weight of the last guess in the share of right ones. */
const NEWS = 0.05;
/** Tokens without a guess until it is tried again. */
const REST = 32;

/** How many tokens are worth a guess, by how many were right. */
export class GuessPace {
  readonly #most: number;
  #right = 0.9;
  #rest = 0;

  /** @param most guesses that can be checked at once */
  constructor(most = 7) {
    this.#most = most;
  }

  /** Guesses for the next step; 0 where a step without any is faster. */
  next(): number {
    if (this.#rest > 0) {
      this.#rest--;
      // One that has gone wrong for a while is tried with little.
      if (this.#rest === 0) this.#right = Math.max(this.#right, WORTH_A_TRY);
      return 0;
    }
    let [best, most] = [0, 1];
    for (let guesses = 1; guesses <= this.#most; guesses++) {
      const speed = tokensOf(guesses, this.#right) / (guesses * GUESS + CHECK);
      if (speed > most) [best, most] = [guesses, speed];
    }
    if (best === 0) this.#rest = REST;
    return best;
  }

  /** After a step of so many guesses, the first of which were right. */
  learn(guesses: number, right: number): void {
    for (let at = 0; at < Math.min(guesses, right + 1); at++)
      this.#right += NEWS * ((at < right ? 1 : 0) - this.#right);
  }
}

/** Tokens that a step gives on average: those that are right, and the one that the check gives. */
const tokensOf = (guesses: number, right: number): number =>
  right === 1 ? guesses + 1 : (1 - right ** (guesses + 1)) / (1 - right);

const WORTH_A_TRY = 0.85;
