import type { GenerationSettings } from '../../../shared/domain/models/generation.ts';
import type { Decoder } from './decoder.ts';

/*
 * Speculative decoding (Leviathan et al. 2023, https://arxiv.org/abs/2211.17192) where the draft model is the model itself with rounded
 * weights. A guess is drawn with the same random number as the token will be, so that whatever is guessed, the text is the one that the
 * model writes by itself: guesses only decide how many tokens come of a step.
 */

/** Of the time of a token: that of a guess, and that of checking all guesses at once (SmolLM2-135M on two cores: 9.2 and 24.7 of 21.4 ms). */
const GUESS = 0.43;
const CHECK = 1.16;
/** Weight of the last guess in the share of right ones. */
const NEWS = 0.08;

/** Draws that are as likely as they come are seldom guessed: SmolLM2-135M is then a tenth to a fifth slower with guesses than without. */
const FLAT = 0.95;

/** Whether guesses are of use in a text. */
export const isGuessable = ({ temperature }: Pick<GenerationSettings, 'temperature'>): boolean => temperature < FLAT;

/**
 * How many tokens are worth a guess, by how many were right: one at least. Where few are right, a step is a little slower than one without
 * guesses; but the other one has weights in memory of its own, and changing from one to the other would take half a second.
 */
export class GuessPace {
  readonly #most: number;
  #right = 0.85;

  /** @param most guesses that can be checked at once */
  constructor(most = 7) {
    this.#most = most;
  }

  /** Guesses for the next step. */
  next(): number {
    let [best, most] = [1, 0];
    for (let guesses = 1; guesses <= this.#most; guesses++) {
      const speed = tokensOf(guesses, this.#right) / (guesses * GUESS + CHECK);
      if (speed > most) [best, most] = [guesses, speed];
    }
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

/**
 * Takes in a token and guesses what follows, as many tokens as are worth it and `most` at most. What the model says after it and after each
 * guess goes to `take`, which chooses the next token, or `null` to end; the first one that was not guessed is the last.
 *
 * @param guess as in `Decoder.ahead`
 */
export async function lookAhead(
  decoder: Decoder & Required<Pick<Decoder, 'ahead'>>,
  {
    id,
    guess,
    pace,
    most,
  }: { id: number; guess: (logits: Float32Array) => number | null; pace: GuessPace; most: number },
  take: (logits: Float32Array) => number | null,
): Promise<void> {
  const { guessed, rows } = await decoder.ahead(id, guess, Math.min(pace.next(), most));
  let taken = 0;
  for (const row of rows) {
    taken++;
    const chosen = take(row);
    if (chosen === null || chosen !== guessed[taken - 1]) break;
  }
  pace.learn(guessed.length, taken - 1);
  decoder.back(decoder.length - (rows.length - taken));
}

/** Whether a decoder guesses. */
export const looksAhead = (decoder: Decoder): decoder is Decoder & Required<Pick<Decoder, 'ahead'>> =>
  decoder.ahead !== undefined;
