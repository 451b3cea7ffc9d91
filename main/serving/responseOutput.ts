import { newAnswerId, nowInSeconds } from './answers.ts';
import type { StreamEvent } from './eventStream.ts';
import type { ToolCall } from './messages.ts';
import type { WholeText } from './texts.ts';
import type { CallDelta } from './toolCalls.ts';

/*
 * What the Responses API calls an answer: a message, calls of functions, and events while they come.
 */

export const textPart = (written: string) => ({ type: 'output_text', text: written, annotations: [], logprobs: [] });

export const usageOf = ({ usage: { promptTokens, completionTokens, cachedTokens } }: WholeText) => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: cachedTokens },
  output_tokens: completionTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: promptTokens + completionTokens,
});

/** What an answer has that does not change from its first event to its last. @param said in the request */
export function responseHead(model: string, said: object) {
  const head = { id: newAnswerId('resp_'), object: 'response', created_at: nowInSeconds(), model };
  return (status: string, output: readonly object[], facts: { usage?: unknown } = {}) => ({
    ...{ ...head, status, output, error: null },
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    ...said,
    usage: facts.usage ?? null,
  });
}

const messageItem = (id: string, status: string, content: readonly object[]) => ({
  ...{ id, type: 'message', role: 'assistant', status, content },
});

const callItem = (id: string, status: string, call: Pick<ToolCall, 'id' | 'function'>) => ({
  ...{ id, type: 'function_call', status, call_id: call.id, ...call.function },
});

/** Items of an answer that is whole; there is a message where nothing is called. */
export function outputOf(text: string, calls: readonly ToolCall[], status: string): object[] {
  const isSaid = text !== '' || calls.length === 0;
  return [
    ...(isSaid ? [messageItem(newAnswerId('msg_'), status, [textPart(text)])] : []),
    ...calls.map((call) => callItem(newAnswerId('fc_'), status, call)),
  ];
}

/** Items of an answer while they come, with an event for each thing that happens to them. */
export class OutputStream {
  /** Those that are whole, in their order. */
  readonly items: object[] = [];
  #number = 0;
  #open: { id: string; index: number; text: string; call: Pick<ToolCall, 'id' | 'function'> | null } | null = null;

  event(type: string, facts: object): StreamEvent {
    return { name: type, data: { type, sequence_number: this.#number++, ...facts } };
  }

  /** Begins a message, unless there is one that goes on. */
  *message(): Generator<StreamEvent> {
    if (this.#open) return;
    this.#open = { id: newAnswerId('msg_'), index: this.items.length, text: '', call: null };
    const { id, index } = this.#open;
    yield this.event('response.output_item.added', { output_index: index, item: messageItem(id, 'in_progress', []) });
    yield this.event('response.content_part.added', { ...this.#inPart(), part: textPart('') });
  }

  *say(text: string): Generator<StreamEvent> {
    if (text === '') return;
    yield* this.message();
    if (this.#open) this.#open.text += text;
    yield this.event('response.output_text.delta', { ...this.#inPart(), delta: text, logprobs: [] });
  }

  /** A piece of a call: its first one says who is called. */
  *call({ id, function: { name, arguments: given } }: CallDelta): Generator<StreamEvent> {
    if (id !== undefined && name !== undefined) {
      yield* this.end('completed');
      this.#open = {
        ...{ id: newAnswerId('fc_'), index: this.items.length, text: '' },
        call: { id, function: { name, arguments: '' } },
      };
      const { id: own, index, call } = this.#open;
      const item = call && callItem(own, 'in_progress', call);
      yield this.event('response.output_item.added', { output_index: index, item });
    }
    if (given === '' || !this.#open) return;
    this.#open.text += given;
    yield this.event('response.function_call_arguments.delta', { ...this.#place(), delta: given });
  }

  /** Ends what is open. */
  *end(status: string): Generator<StreamEvent> {
    if (!this.#open) return;
    const { id, text, call } = this.#open;
    if (call) {
      const { name } = call.function;
      yield this.event('response.function_call_arguments.done', { ...this.#place(), name, arguments: text });
    } else {
      yield this.event('response.output_text.done', { ...this.#inPart(), text, logprobs: [] });
      yield this.event('response.content_part.done', { ...this.#inPart(), part: textPart(text) });
    }
    const item = call
      ? callItem(id, status, { ...call, function: { ...call.function, arguments: text } })
      : messageItem(id, status, [textPart(text)]);
    yield this.event('response.output_item.done', { output_index: this.items.length, item });
    this.items.push(item);
    this.#open = null;
  }

  #place() {
    return { output_index: this.#open?.index ?? 0, item_id: this.#open?.id ?? '' };
  }

  #inPart() {
    return { ...this.#place(), content_index: 0 };
  }
}
