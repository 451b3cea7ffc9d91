import type { FinishReason, GenerationSettings } from '../../../shared/domain/models/generation.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { Random } from '../random.ts';
import { StreamDecoder } from '../tokenizer/streamDecoder.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { chooseToken, penalizeRepetition } from './chooseToken.ts';
import { drawSeed } from './drawSeed.ts';
import { encodePrompt } from './encodePrompt.ts';
import { StopFilter } from './stopFilter.ts';
import { Utf8Guard } from './utf8Guard.ts';
import { WordEnd } from './wordEnd.ts';

export interface TextRequest {
  tokenizer: Tokenizer;
  /** The model's `max_position_embeddings`. */
  contextLength: number;
  prompt: string;
  /** Tokens that the prompt is cut to from the left, the END_OF_TEXT before it included, as in training; `null` leaves it as it is. */
  promptLimit?: number | null;
  /** What the text begins with, given and not chosen, with a whole word at its end; left out where the context has no room for it. */
  opening?: string;
  settings: GenerationSettings;
}

/** A text on its way: takes the scores of each next token and chooses it. Whoever has it runs the model. */
export class TextWriter {
  readonly promptIds: readonly number[];
  /** Tokens of the prompt that were left out from its beginning. */
  readonly cutTokens: number;
  readonly tokens: number[] = [];
  /** Whole characters that certainly belong to the text. */
  text = '';
  finishReason: FinishReason | undefined;
  readonly #request: TextRequest;
  readonly #opening: string;
  readonly #random: Random;
  readonly #guards: readonly (Utf8Guard | WordEnd)[];
  readonly #stream: StreamDecoder;
  readonly #filter: StopFilter;

  /** @throws AppError `prompt_too_long` when the prompt leaves no room for a token */
  constructor(request: TextRequest) {
    const { tokenizer, contextLength, prompt, promptLimit = null, opening = '', settings } = request;
    this.#request = request;
    const { ids: promptIds, cutTokens } = encodePrompt(prompt, tokenizer, promptLimit);
    this.cutTokens = cutTokens;
    if (promptIds.length >= contextLength) {
      throw new AppError('prompt_too_long', { tokens: promptIds.length, limit: contextLength - 1 });
    }
    // By itself, as the answers are in training.
    const begun = opening === '' ? [] : tokenizer.encode(opening).slice(tokenizer.addsBeginning ? 1 : 0);
    const hasRoom = promptIds.length + begun.length < contextLength;
    this.promptIds = hasRoom ? [...promptIds, ...begun] : promptIds;
    this.#opening = hasRoom ? opening : '';
    this.#random = new Random(drawSeed(settings.seed, this.promptIds));
    this.#guards = [
      ...(settings.temperature > 0 ? [new Utf8Guard(tokenizer)] : []),
      ...(this.#opening === '' ? [] : [new WordEnd(tokenizer, this.#opening)]),
    ];
    this.#stream = new StreamDecoder(tokenizer, prompt === '' && this.#opening === '');
    this.#filter = new StopFilter(settings.stop);
  }

  /** What the model has to take in next. */
  get next(): readonly number[] {
    return this.tokens.length === 0 ? this.promptIds : this.tokens.slice(-1);
  }

  /** Chooses a token by the logits after `next`, which are changed. Gives the token and what it adds to the text. */
  take(logits: Float32Array): { id: number; text: string } {
    const seen = [...this.promptIds, ...this.tokens];
    const id = this.#choose(logits, { seen, guards: this.#guards, random: this.#random });
    this.tokens.push(id);
    const piece = (this.tokens.length === 1 ? this.#opening : '') + this.#filter.push(this.#stream.push(id));
    this.text += piece;
    this.finishReason = this.#reasonToEnd(id);
    return { id, text: piece };
  }

  /** Tokens that it may still have. */
  get room(): number {
    const { settings, contextLength } = this.#request;
    return Math.min(settings.max_tokens, contextLength - this.promptIds.length) - this.tokens.length;
  }

  /**
   * Chooses tokens as `take` will, one after another, by logits that are nearly those that come: with the numbers that will be drawn. It
   * changes nothing but the logits. `null` once the text would end.
   */
  rehearsal(): (logits: Float32Array) => number | null {
    const { tokenizer } = this.#request;
    const random = Random.at(this.#random.state);
    const guards = this.#guards.map((guard) => guard.copy());
    const seen = [...this.promptIds, ...this.tokens];
    return (logits) => {
      const id = this.#choose(logits, { seen, guards, random });
      seen.push(id);
      return tokenizer.endsText(id) ? null : id;
    };
  }

  /** The whole text, once no more comes. */
  finish(): string {
    this.text += this.#filter.flush();
    return this.text;
  }

  #choose(
    logits: Float32Array,
    { seen, guards, random }: { seen: readonly number[]; guards: readonly (Utf8Guard | WordEnd)[]; random: Random },
  ): number {
    const { settings } = this.#request;
    penalizeRepetition(logits, seen, settings.repetition_penalty);
    for (const guard of guards) guard.mask(logits);
    const id = chooseToken(logits, settings, random);
    for (const guard of guards) guard.push(id);
    return id;
  }

  #reasonToEnd(id: number): FinishReason | undefined {
    const { tokenizer, settings, contextLength } = this.#request;
    if (tokenizer.endsText(id)) return 'eos';
    if (this.#filter.stopped) return 'stop';
    if (this.tokens.length >= settings.max_tokens) return 'length';
    return this.promptIds.length + this.tokens.length >= contextLength ? 'context' : undefined;
  }
}
