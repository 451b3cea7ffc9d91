import type { FinishReason, GenerationEvent, GenerationSettings } from '../../../shared/domain/generation.ts';
import { END_OF_TEXT_ID } from '../../../shared/domain/model.ts';
import { AppError } from '../../../shared/ipc/errors.ts';
import { Random } from '../random.ts';
import { StreamDecoder } from '../tokenizer/streamDecoder.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { chooseToken, penalizeRepetition } from './chooseToken.ts';
import type { Decoder } from './decoder.ts';
import { StopFilter } from './stopFilter.ts';
import { Utf8Guard } from './utf8Guard.ts';

export interface GenerationRequest {
  tokenizer: Tokenizer;
  /** A fresh decoder; disposed of at the end. */
  decoder: Decoder;
  /** The model's `max_position_embeddings`. */
  contextLength: number;
  prompt: string;
  settings: GenerationSettings;
  signal?: AbortSignal;
}

/** How long messages may have to wait while text is generated. */
const PAUSE_AFTER_MS = 16;

/**
 * Generates text token by token. Same model, prompt, settings and seed: same text.
 *
 * @throws AppError `prompt_too_long` when the prompt leaves no room for a token
 */
export async function* generate(request: GenerationRequest): AsyncGenerator<GenerationEvent, void, undefined> {
  const { tokenizer, decoder, contextLength, prompt, settings, signal } = request;
  const promptIds = tokenizer.encode(prompt);
  if (promptIds.length >= contextLength) {
    throw new AppError('prompt_too_long', { tokens: promptIds.length, limit: contextLength - 1 });
  }
  yield { event: 'prompt', prompt, promptTokens: promptIds.length };
  const random = new Random(settings.seed);
  const guard = settings.temperature > 0 ? new Utf8Guard(tokenizer) : null;
  const stream = new StreamDecoder(tokenizer);
  const filter = new StopFilter(settings.stop);
  const tokens: number[] = [];
  let text = '';
  let finishReason: FinishReason | undefined;
  const start = performance.now();
  let lastPause = start;
  try {
    let next: readonly number[] = promptIds;
    while (!finishReason) {
      const logits = await decoder.next(next);
      if (performance.now() - lastPause > PAUSE_AFTER_MS) {
        // A compiled decoder never waits: without a pause neither text would leave nor a cancellation arrive before the end.
        await new Promise((resolve) => setTimeout(resolve));
        lastPause = performance.now();
      }
      if (signal?.aborted) {
        finishReason = 'cancelled';
        break;
      }
      penalizeRepetition(logits, [...promptIds, ...tokens], settings.repetition_penalty);
      guard?.mask(logits);
      const id = chooseToken(logits, settings, random);
      tokens.push(id);
      guard?.push(id);
      const piece = filter.push(stream.push(id));
      text += piece;
      yield { event: 'token', id, text: piece };
      finishReason = reasonToEnd(id, filter.stopped, tokens.length, promptIds.length);
      next = [id];
    }
  } finally {
    decoder.dispose();
  }
  const rest = filter.flush();
  const seconds = (performance.now() - start) / 1000;
  yield {
    event: 'done',
    text: text + rest,
    tokens,
    tokensPerSecond: seconds > 0 ? tokens.length / seconds : 0,
    finishReason: finishReason ?? 'cancelled',
  };

  function reasonToEnd(
    id: number,
    stopped: boolean,
    generated: number,
    promptLength: number,
  ): FinishReason | undefined {
    if (id === END_OF_TEXT_ID) return 'eos';
    if (stopped) return 'stop';
    if (generated >= settings.max_tokens) return 'length';
    return promptLength + generated >= contextLength ? 'context' : undefined;
  }
}
