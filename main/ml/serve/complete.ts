import type { CompletionEvent, TokenLogprob } from '../../../shared/domain/models/completion.ts';
import { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import type { LendRequest, PooledDecoder } from './batchedDecoders.ts';
import { type CompletionSettings, CompletionWriter } from './completionWriter.ts';
import { tokenLogprob } from './tokenLogprobs.ts';

export interface CompletionJob extends CompletionSettings {
  promptLogprobs: boolean;
  /** A decoder for this text, which may have taken in the beginning of its prompt already; disposed of at the end. */
  lend(request: LendRequest): Promise<PooledDecoder>;
}

/** Tokens of a prompt whose logits are in memory at once. */
const ROWS_AT_ONCE = 64;

/**
 * Writes a completion. It goes on by itself: whoever reads slowly gets several tokens at a time, and holds nobody up.
 *
 * @throws the signal's reason once it has fired
 */
export async function* complete(
  job: CompletionJob,
  signal: AbortSignal,
): AsyncGenerator<CompletionEvent, void, undefined> {
  const events = new AsyncQueue(merged);
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  stop.addEventListener('abort', () => events.fail(stop.reason), { once: true });
  const written = write(job, (event) => events.push(event), stop).then(
    () => events.end(),
    (error) => events.fail(error),
  );
  try {
    yield* events;
  } finally {
    left.abort();
    await written;
  }
}

/** Texts that nobody has taken yet become one: what waits is no more than the text. */
function merged(last: CompletionEvent, event: CompletionEvent): CompletionEvent | null {
  if (event.event !== 'text' || last.event !== 'text') return null;
  const logprobs = last.logprobs || event.logprobs ? [...(last.logprobs ?? []), ...(event.logprobs ?? [])] : undefined;
  return { event: 'text', text: last.text + event.text, ...(logprobs && { logprobs }) };
}

async function write(job: CompletionJob, send: (event: CompletionEvent) => void, signal: AbortSignal): Promise<void> {
  const { promptIds, logprobs, max_tokens, contextLength } = job;
  const writer = new CompletionWriter(job);
  const tokens = Math.min(contextLength, promptIds.length + (max_tokens ?? contextLength));
  // To tell how likely the prompt is takes all of it.
  const decoder = await job.lend({ tokens, signal, ...(!job.promptLogprobs && { prompt: promptIds }) });
  try {
    const promptTokens = promptIds.length;
    signal.throwIfAborted();
    let logits: Float32Array | null = null;
    const prompt: TokenLogprob[] = [];
    if (job.promptLogprobs) logits = await readPrompt(job, decoder, prompt);
    else if (!writer.finishReason) logits = await decoder.next(promptIds.slice(decoder.length));
    // Others may have read it meanwhile.
    const cachedTokens = decoder.known;
    send({ event: 'started', promptTokens, cachedTokens, ...(job.promptLogprobs && { prompt }) });
    while (logits && !writer.finishReason) {
      signal.throwIfAborted();
      const { text, logprobs: told } = writer.take(logits);
      if (text !== '' || told.length > 0) send({ event: 'text', text, ...(logprobs !== null && { logprobs: told }) });
      if (writer.finishReason) break;
      logits = await decoder.next(writer.tokens.slice(-1));
    }
    const usage = { promptTokens, completionTokens: writer.tokens.length, cachedTokens };
    send({ event: 'done', finishReason: writer.finishReason ?? 'length', usage });
  } finally {
    decoder.dispose();
  }
}

/** Reads a prompt and tells how likely each of its tokens was; gives the logits after the last one. */
async function readPrompt(
  { promptIds, logprobs, tokenizer }: CompletionJob,
  decoder: PooledDecoder,
  told: TokenLogprob[],
): Promise<Float32Array> {
  const [first] = promptIds;
  if (first !== undefined) told.push({ ...tokenLogprob(new Float32Array([0]), first, 0, tokenizer), logprob: null });
  let last = new Float32Array();
  for (let from = 0; from < promptIds.length; from += ROWS_AT_ONCE) {
    const ids = promptIds.slice(from, from + ROWS_AT_ONCE);
    const rows = await decoder.rows(ids);
    const V = rows.length / ids.length;
    for (const index of ids.keys()) {
      last = rows.slice(index * V, (index + 1) * V);
      const next = promptIds[from + index + 1];
      if (next !== undefined) told.push(tokenLogprob(last, next, logprobs ?? 0, tokenizer));
    }
  }
  return last;
}
