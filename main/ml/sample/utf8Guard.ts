import { END_OF_TEXT_ID } from '../../../shared/domain/model.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { stateAfter, type Utf8State, WHOLE } from '../tokenizer/utf8.ts';

/**
 * Keeps sampling from drawing a token that would break the text: one whose bytes are not UTF-8 after those before, a special token that
 * stands for no text, the end inside of a character. Greedy decoding is left as it is, so that it equals other programs'.
 */
export class Utf8Guard {
  readonly #tokenizer: Tokenizer;
  #state: Utf8State = WHOLE;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Sets the logits of tokens that must not come next to −∞. In place. */
  mask(logits: Float32Array): void {
    for (let id = 0; id < logits.length; id++) {
      if (!this.#mayFollow(id)) logits[id] = Number.NEGATIVE_INFINITY;
    }
  }

  push(id: number): void {
    const bytes = this.#tokenizer.bytes(id);
    if (bytes) this.#state = stateAfter(this.#state, bytes) ?? WHOLE;
  }

  #mayFollow(id: number): boolean {
    if (id === END_OF_TEXT_ID) return this.#state.needed === 0;
    const bytes = this.#tokenizer.bytes(id);
    return bytes !== null && stateAfter(this.#state, bytes) !== null;
  }
}
