import type { CompletionFinish, CompletionRequest, TokenLogprob } from '../../../shared/domain/models/completion.ts';
import { Constraint, type Wanted } from '../constrain/constraint.ts';
import { Random } from '../random.ts';
import { chooseToken } from '../sample/chooseToken.ts';
import { drawSeed } from '../sample/drawSeed.ts';
import { StopFilter } from '../sample/stopFilter.ts';
import { Utf8Guard } from '../sample/utf8Guard.ts';
import { StreamDecoder } from '../tokenizer/streamDecoder.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { adjustLogits } from './adjustLogits.ts';
import { tokenLogprob } from './tokenLogprobs.ts';

export interface CompletionSettings extends Pick<CompletionRequest, 'max_tokens' | 'sampling' | 'stop' | 'logprobs'> {
  /** What the text has to be; `null`: anything. */
  wanted: Wanted | null;
  tokenizer: Tokenizer;
  /** Tokens that prompt and text may have together. */
  contextLength: number;
  promptIds: readonly number[];
  /** Whether the prompt is no text: some tokenizers put a space before a text, which is then not part of it. */
  startsText: boolean;
}

/** What a token adds: text that certainly belongs to the completion, and the tokens that have become part of it. */
export interface Written {
  text: string;
  logprobs: TokenLogprob[];
}

/** A completion on its way: takes the scores of each next token and chooses it. Whoever has it runs the model. */
export class CompletionWriter {
  readonly tokens: number[] = [];
  finishReason: CompletionFinish | undefined;
  readonly #settings: CompletionSettings;
  readonly #random: Random;
  readonly #guard: Utf8Guard | null;
  readonly #constraint: Constraint | null;
  readonly #stream: StreamDecoder;
  readonly #filter: StopFilter;
  /** Told tokens whose text is held back, and where in the text each begins. */
  readonly #held: { logprob: TokenLogprob; start: number }[] = [];
  #decoded = 0;
  #given = 0;

  /** @throws AppError `schema_not_supported`, `schema_invalid` */
  constructor(settings: CompletionSettings) {
    this.#settings = settings;
    const { tokenizer, promptIds, sampling, startsText, stop, wanted } = settings;
    this.#constraint = wanted === null ? null : new Constraint(tokenizer, wanted);
    this.#random = new Random(drawSeed(sampling.seed, promptIds));
    this.#guard = sampling.temperature > 0 && wanted === null ? new Utf8Guard(tokenizer) : null;
    this.#stream = new StreamDecoder(tokenizer, startsText);
    this.#filter = new StopFilter(stop);
    if (this.#isFull) this.finishReason = 'length';
  }

  /** Chooses a token by the logits after the last one, which are changed. */
  take(logits: Float32Array): Written {
    const { sampling, logprobs, promptIds, tokenizer } = this.#settings;
    const own = logprobs === null ? null : logits.slice();
    adjustLogits(logits, { prompt: promptIds, text: this.tokens }, sampling);
    this.#guard?.mask(logits);
    this.#constraint?.mask(logits, this.#left);
    const id = chooseToken(logits, sampling, this.#random);
    this.tokens.push(id);
    this.#guard?.push(id);
    this.#constraint?.push(id);
    const isEnd = tokenizer.endsText(id);
    // The token that ends the text, too: programs that score texts count on one for each token of `usage`.
    if (own) {
      this.#held.push({ logprob: tokenLogprob(own, id, logprobs ?? 0, tokenizer), start: this.#decoded });
    }
    const decoded = this.#stream.push(id);
    this.#decoded += decoded.length;
    let text = this.#filter.push(decoded);
    if (isEnd || this.#filter.stopped || this.#constraint?.isDone) this.finishReason = 'stop';
    else if (this.#isFull) this.finishReason = this.#constraint?.isWhole ? 'stop' : 'length';
    if (this.finishReason) text += this.#filter.flush();
    this.#given += text.length;
    return { text, logprobs: this.#told() };
  }

  get #isFull(): boolean {
    return this.#left <= 0;
  }

  /** Tokens that there is room for. */
  get #left(): number {
    const { max_tokens, promptIds, contextLength } = this.#settings;
    const most = Math.min(max_tokens ?? Number.POSITIVE_INFINITY, contextLength - promptIds.length);
    return most - this.tokens.length;
  }

  /** Of those that are held back, the tokens whose text has begun to be given; at the end, all that are no part of a stop text. */
  #told(): TokenLogprob[] {
    const all = this.finishReason !== undefined && !this.#filter.stopped;
    const none = this.#held.findIndex(({ start }) => start >= this.#given);
    const count = all || none < 0 ? this.#held.length : none;
    return this.#held.splice(0, count).map(({ logprob }) => logprob);
  }
}
