import type { CompletionEvent, TokenLogprob } from '../../../shared/domain/models/completion.ts';
import type { Decoder } from '../sample/decoder.ts';
import { type CompletionSettings, CompletionWriter } from './completionWriter.ts';
import { MergedEvents } from './mergedEvents.ts';
import { tokenLogprob } from './tokenLogprobs.ts';

export interface CompletionJob extends CompletionSettings {
  promptLogprobs: boolean;
  /** A decoder for this text, which may have taken in the beginning of its prompt already; disposed of at the end. */
  lend(): Promise<Decoder>;
}

/** Tokens of a prompt that are read before a cancellation is looked for. */
const BLOCK_TOKENS = 256;

/**
 * Writes a completion. It goes on by itself: whoever reads slowly gets several tokens at a time, and holds nobody up.
 *
 * @throws the signal's reason once it has fired
 */
export async function* complete(
  job: CompletionJob,
  signal: AbortSignal,
): AsyncGenerator<CompletionEvent, void, undefined> {
  const events = new MergedEvents();
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  stop.addEventListener('abort', () => events.end({ error: stop.reason }), { once: true });
  const written = write(job, (event) => events.push(event), stop).then(
    () => events.end(),
    (error) => events.end({ error }),
  );
  try {
    yield* events;
  } finally {
    left.abort();
    await written;
  }
}

async function write(job: CompletionJob, send: (event: CompletionEvent) => void, signal: AbortSignal): Promise<void> {
  const { promptIds, logprobs, tokenizer } = job;
  const writer = new CompletionWriter(job);
  const decoder = await job.lend();
  try {
    const cachedTokens = decoder.length;
    const prompt: TokenLogprob[] = [];
    let logits = new Float32Array();
    const first = promptIds[0];
    if (job.promptLogprobs && first !== undefined) {
      const { top: _, ...scored } = tokenLogprob(new Float32Array(tokenizer.vocabSize), first, 0, tokenizer);
      prompt.push({ ...scored, logprob: null, top: [] });
    }
    while (decoder.length < promptIds.length) {
      signal.throwIfAborted();
      const { length } = decoder;
      logits = (await decoder.next(
        promptIds.slice(length, length + (job.promptLogprobs ? 1 : BLOCK_TOKENS)),
      )) as Float32Array<ArrayBuffer>;
      const next = promptIds[decoder.length];
      if (job.promptLogprobs && next !== undefined) prompt.push(tokenLogprob(logits, next, logprobs ?? 0, tokenizer));
    }
    const promptTokens = promptIds.length;
    send({ event: 'started', promptTokens, cachedTokens, ...(job.promptLogprobs && { prompt }) });
    while (!writer.finishReason) {
      signal.throwIfAborted();
      const { text, logprobs: told } = writer.take(logits);
      if (text !== '' || told.length > 0) send({ event: 'text', text, ...(logprobs !== null && { logprobs: told }) });
      if (writer.finishReason) break;
      logits = (await decoder.next(writer.tokens.slice(-1))) as Float32Array<ArrayBuffer>;
    }
    const usage = { promptTokens, completionTokens: writer.tokens.length, cachedTokens };
    send({ event: 'done', finishReason: writer.finishReason, usage });
  } finally {
    decoder.dispose();
  }
}
