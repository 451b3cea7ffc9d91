import type { GenerationEvent } from '../../../shared/domain/models/generation.ts';
import { pauses } from '../pauses.ts';
import type { Decoder } from './decoder.ts';
import { GuessPace, isGuessable, lookAhead, looksAhead } from './guessing.ts';
import { type TextRequest, TextWriter } from './textWriter.ts';

export interface GenerationRequest extends TextRequest {
  /** A fresh decoder; disposed of at the end. */
  decoder: Decoder;
  signal?: AbortSignal;
}

/** Tokens of a prompt that are read before a cancellation is looked for. */
const BLOCK_TOKENS = 256;

/**
 * Generates text token by token. Same model, prompt, settings and seed: same text.
 *
 * @throws AppError `prompt_too_long` when the prompt leaves no room for a token
 */
export async function* generate(request: GenerationRequest): AsyncGenerator<GenerationEvent, void, undefined> {
  try {
    yield* written(request);
  } finally {
    request.decoder.dispose();
  }
}

async function* written(request: GenerationRequest): AsyncGenerator<GenerationEvent, void, undefined> {
  const { decoder, prompt, signal } = request;
  const writer = new TextWriter(request);
  yield { event: 'prompt', prompt, promptTokens: writer.promptIds.length, cutTokens: writer.cutTokens };
  const start = performance.now();
  const pause = pauses();
  const pace = new GuessPace();
  const guesses = isGuessable(request.settings);
  while (!writer.finishReason) {
    let logits = new Float32Array();
    const { next } = writer;
    if (guesses && looksAhead(decoder) && next.length === 1 && !signal?.aborted) {
      const step = { id: next[0] as number, guess: writer.rehearsal(), pace, most: writer.room - 1 };
      const written: { id: number; text: string }[] = [];
      await lookAhead(decoder, step, (row) => {
        const token = writer.take(row);
        written.push(token);
        return writer.finishReason ? null : token.id;
      });
      for (const token of written) yield { event: 'token', ...token };
      await pause();
      continue;
    }
    for (let done = 0; done < next.length && !signal?.aborted; done += BLOCK_TOKENS) {
      logits = (await decoder.next(next.slice(done, done + BLOCK_TOKENS))) as Float32Array<ArrayBuffer>;
      await pause();
    }
    if (signal?.aborted) {
      writer.finishReason = 'cancelled';
      break;
    }
    yield { event: 'token', ...writer.take(logits) };
  }
  const { tokens, finishReason } = writer;
  const text = writer.finish();
  const seconds = (performance.now() - start) / 1000;
  yield {
    event: 'done',
    text,
    tokens,
    tokensPerSecond: seconds > 0 ? tokens.length / seconds : 0,
    finishReason: finishReason ?? 'cancelled',
  };
}
