import type { CompletionEvent, TokenLogprob } from '../../../shared/domain/models/completion.ts';

type Work<C> = (client: C, ended: AbortSignal) => AsyncIterable<CompletionEvent>;

/**
 * Makes work of a text that `SharedProcess` can begin again in another process. That one counts events and leaves out as many as were given;
 * the same text comes again, but its events may be cut otherwise: several tokens come in one event when the reader is slow. So what was given
 * is left out by its length, and the count is made up with events that nobody sees.
 */
export function replayable<C>(work: Work<C>): Work<C> {
  let given = 0;
  let hasStarted = false;
  let units = 0;
  let tokens = 0;
  return async function* (client, ended) {
    let [unitsToLeave, tokensToLeave] = [units, tokens];
    const startIsGiven = hasStarted;
    const before = given;
    for (let at = 0; at < before; at++) yield UNSEEN;
    for await (const event of work(client, ended)) {
      if (event.event === 'started') {
        if (startIsGiven) continue;
        hasStarted = true;
      } else if (event.event === 'text') {
        const logprobs: TokenLogprob[] | undefined = event.logprobs?.slice(tokensToLeave);
        tokensToLeave -= (event.logprobs?.length ?? 0) - (logprobs?.length ?? 0);
        const text = event.text.slice(unitsToLeave);
        unitsToLeave -= event.text.length - text.length;
        if (text === '' && !logprobs?.length && event.text !== '') continue;
        units += text.length;
        tokens += logprobs?.length ?? 0;
        given++;
        yield { ...event, text, ...(logprobs && { logprobs }) };
        continue;
      }
      given++;
      yield event;
    }
  };
}

const UNSEEN: CompletionEvent = { event: 'text', text: '' };
