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

  /** One that goes on from here by itself. */
  copy(): Utf8Guard {
    const copy = new Utf8Guard(this.#tokenizer);
    copy.#state = this.#state;
    return copy;
  }

  /** Sets the logits of tokens that must not come next to −∞. In place. */
  mask(logits: Float32Array): void {
    const allowed = allowedAfter(this.#tokenizer, this.#state, logits.length);
    for (let id = 0; id < logits.length; id++) if (allowed[id] === 0) logits[id] = Number.NEGATIVE_INFINITY;
  }

  push(id: number): void {
    const bytes = this.#tokenizer.bytes(id);
    if (bytes) this.#state = stateAfter(this.#state, bytes) ?? WHOLE;
  }
}

/** Which tokens may follow a state, by tokenizer: there are few states, and each is asked for at every token. */
const known = new WeakMap<Tokenizer, Map<string, Uint8Array>>();

function allowedAfter(tokenizer: Tokenizer, state: Utf8State, vocabSize: number): Uint8Array {
  const states = known.get(tokenizer) ?? new Map<string, Uint8Array>();
  known.set(tokenizer, states);
  const key = JSON.stringify([state, vocabSize]);
  let allowed = states.get(key);
  if (!allowed) {
    allowed = Uint8Array.from({ length: vocabSize }, (_, id) => (mayFollow(tokenizer, state, id) ? 1 : 0));
    states.set(key, allowed);
  }
  return allowed;
}

function mayFollow(tokenizer: Tokenizer, state: Utf8State, id: number): boolean {
  if (tokenizer.endsText(id)) return state.needed === 0;
  const bytes = tokenizer.bytes(id);
  return bytes !== null && stateAfter(state, bytes) !== null;
}
