import type { CompletionEvent } from '../../../shared/domain/models/completion.ts';

/**
 * Events on their way to somebody who may be slow: texts that nobody has taken yet become one. So whoever writes never waits, and what waits is
 * no more than the text.
 */
export class MergedEvents implements AsyncIterable<CompletionEvent> {
  readonly #events: CompletionEvent[] = [];
  #ended: { error?: unknown } | undefined;
  #wake = () => {};

  push(event: CompletionEvent): void {
    const last = this.#events.at(-1);
    if (event.event === 'text' && last?.event === 'text') {
      const logprobs =
        last.logprobs || event.logprobs ? [...(last.logprobs ?? []), ...(event.logprobs ?? [])] : undefined;
      this.#events[this.#events.length - 1] = {
        ...{ event: 'text', text: last.text + event.text },
        ...(logprobs && { logprobs }),
      };
    } else this.#events.push(event);
    this.#wake();
  }

  /** Ends the iteration after what is there; with an error, it throws that. */
  end(failed?: { error: unknown }): void {
    this.#ended ??= failed ?? {};
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CompletionEvent, void, undefined> {
    for (;;) {
      for (let event = this.#events.shift(); event; event = this.#events.shift()) yield event;
      if (this.#ended) {
        if ('error' in this.#ended) throw this.#ended.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
