import { contextFor, cutFromLeft, hasRoom } from '../../../../shared/domain/tasks/promptRoom.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { EncodedDocument } from '../../prepare/encoder.ts';

/** Counts documents whose prompt leaves no room for an answer, and cuts prompts where that is asked for. */
export class PromptRoom {
  tooLong = 0;
  readonly #contextLength: number;
  readonly #limit: number | null;
  #longest = 0;
  #longestPrompt = 0;
  #shortest = Number.POSITIVE_INFINITY;

  /** @param limit tokens of a prompt and the END_OF_TEXT before it; `null` leaves prompts as they are */
  constructor(contextLength: number, limit: number | null) {
    this.#contextLength = contextLength;
    this.#limit = limit;
  }

  /** Tokens of the longest document, nothing cut. */
  get longest(): number {
    return this.#longest;
  }

  /** Tokens of the longest prompt and the END_OF_TEXT before it, nothing cut. */
  get longestPrompt(): number {
    return this.#longestPrompt;
  }

  take({ prompt, completion }: EncodedDocument): EncodedDocument {
    if (!hasRoom(1 + prompt.length, this.#contextLength)) this.tooLong++;
    this.#longest = Math.max(this.#longest, 1 + prompt.length + completion.length);
    this.#longestPrompt = Math.max(this.#longestPrompt, 1 + prompt.length);
    this.#shortest = Math.min(this.#shortest, 1 + prompt.length);
    return { prompt: [...cutFromLeft(prompt, this.#limit)], completion };
  }

  /** For data in which no prompt leaves room: a model of it could answer none of them. */
  error(): AppError {
    return new AppError('prompts_too_long', {
      shortest: this.#shortest,
      limit: this.#contextLength - 1,
      needed: contextFor(this.#longest) ?? this.#longest + 1,
    });
  }
}
