import type { CompletionEvent, CompletionRequest, TokenLogprob } from '../../shared/domain/models/completion.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import type { Exchange } from './endpoint.ts';
import { MOST_TOGETHER } from './load.ts';
import { MOST_LOGGED } from './requestLog.ts';
import type { ServedModel } from './servedModels.ts';

/** What happens to one of a request's texts. */
export interface TextEvent {
  /** Its place among them. */
  index: number;
  event: CompletionEvent;
}

/** All of a text, when it is done. */
export interface WholeText {
  text: string;
  tokens: TokenLogprob[];
  promptTokens: TokenLogprob[];
  finishReason: 'stop' | 'length';
  usage: { promptTokens: number; completionTokens: number; cachedTokens: number };
}

/**
 * Has texts written, some of them together, and tells what happens to each as it comes. When one fails, or nobody wants more, all are given up.
 *
 * @throws ApiError 429; AppError of the engine
 */
export async function* writeTexts(
  { models, load, metrics, account, signal, startedAt }: Exchange,
  model: ServedModel,
  requests: readonly CompletionRequest[],
): AsyncGenerator<TextEvent> {
  const place = load.enter(requests.length);
  const giveUp = new AbortController();
  const ended = AbortSignal.any([signal, giveUp.signal]);
  const inbox = new AsyncQueue<TextEvent>();

  const write = async (request: CompletionRequest, index: number) => {
    const from = performance.now();
    let hasStarted = false;
    // A text tells how many tokens it has when it is done; until then, an event counts as one.
    let counted = 0;
    const count = (tokens: number) => {
      counted += tokens;
      account.completionTokens += tokens;
      metrics.wrote(tokens);
    };
    load.waits();
    try {
      for await (const event of models.complete(model.id, request, ended)) {
        if (event.event === 'started') {
          hasStarted = true;
          place.started();
          account.promptTokens += event.promptTokens;
          metrics.read(event.promptTokens, event.cachedTokens);
        } else if (event.event === 'text') {
          account.firstTokenMs ??= performance.now() - startedAt;
          if (account.answer.length < MOST_LOGGED) account.answer += event.text;
          count(1);
        } else count(event.usage.completionTokens - counted);
        inbox.push({ index, event });
      }
      if (ended.aborted) throw new AppError('cancelled');
    } finally {
      place.ended(hasStarted, performance.now() - from);
    }
  };

  const pending = [...requests.entries()];
  const worker = async () => {
    for (let next = pending.shift(); next && !ended.aborted; next = pending.shift()) await write(next[1], next[0]);
  };
  const workers = Array.from({ length: Math.min(requests.length, MOST_TOGETHER) }, worker);
  const all = Promise.all(workers).then(
    () => inbox.end(),
    (thrown) => {
      giveUp.abort();
      inbox.fail(thrown);
    },
  );
  try {
    yield* inbox;
    if (signal.aborted) throw new AppError('cancelled');
  } finally {
    giveUp.abort();
    // A place is free when the engine has let go of it.
    void Promise.allSettled([...workers, all]).then(() => place.leave());
  }
}

/** All texts, whole, in the order of their requests. */
export async function wholeTexts(
  exchange: Exchange,
  model: ServedModel,
  requests: readonly CompletionRequest[],
): Promise<WholeText[]> {
  const texts = requests.map(emptyText);
  for await (const { index, event } of writeTexts(exchange, model, requests)) take(texts[index] as WholeText, event);
  return texts;
}

export const emptyText = (): WholeText => ({
  ...{ text: '', tokens: [], promptTokens: [], finishReason: 'length' },
  usage: { promptTokens: 0, completionTokens: 0, cachedTokens: 0 },
});

export function take(text: WholeText, event: CompletionEvent): void {
  if (event.event === 'started') text.promptTokens = event.prompt ?? [];
  else if (event.event === 'text') {
    text.text += event.text;
    if (event.logprobs) text.tokens.push(...event.logprobs);
  } else {
    text.finishReason = event.finishReason;
    text.usage = event.usage;
  }
}
