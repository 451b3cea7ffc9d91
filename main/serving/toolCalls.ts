import { newAnswerId } from './answers.ts';
import type { ToolCall } from './messages.ts';

/**
 * How models write that they call a tool: JSON between two marks, as those that were trained in the way of Hermes do (Qwen, SmolLM2 and many
 * more). What a model writes otherwise stays text.
 */
const [BEGIN, END] = ['<tool_call>', '</tool_call>'];

export interface ParsedCalls {
  text: string;
  calls: ToolCall[];
}

/** Takes calls out of a text that is whole. A call that is no JSON with a name is left as it was written: nothing is made up. */
export function parseToolCalls(written: string): ParsedCalls {
  const calls: ToolCall[] = [];
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const begin = written.indexOf(BEGIN, at);
    if (begin < 0) break;
    const end = written.indexOf(END, begin);
    const inside = written.slice(begin + BEGIN.length, end < 0 ? undefined : end);
    const next = end < 0 ? written.length : end + END.length;
    const found = toCalls(inside);
    kept.push(written.slice(at, found ? begin : next));
    if (found) calls.push(...found);
    at = next;
  }
  kept.push(written.slice(at));
  const text = kept.join('');
  return { text: calls.length > 0 ? text.trim() : text, calls };
}

/** One call, or a list of them, as SmolLM2 writes. */
function toCalls(text: string): ToolCall[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const calls = [parsed].flat().map(toCall);
  return calls.every((call) => call !== null) ? calls : null;
}

function toCall(parsed: unknown): ToolCall | null {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const { name, arguments: given = {}, parameters } = parsed as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return null;
  const chosen = parameters ?? given;
  const text_ = typeof chosen === 'string' ? chosen : JSON.stringify(chosen);
  return { id: newAnswerId('call_'), type: 'function', function: { name, arguments: text_ } };
}

/** Lets text through as it comes until a call may begin; from there on it is kept until the text is whole. */
export class CallFilter {
  #held = '';
  #isCall = false;

  /** What can be given of the text so far. */
  add(text: string): string {
    this.#held += text;
    if (this.#isCall) return '';
    const begin = this.#held.indexOf(BEGIN);
    this.#isCall = begin >= 0;
    const most = this.#isCall ? begin : this.#held.length - beginningLength(this.#held);
    const given = this.#held.slice(0, most);
    this.#held = this.#held.slice(most);
    return given;
  }

  end(): ParsedCalls {
    return parseToolCalls(this.#held);
  }
}

/** Part of a call as a stream has it: who is called comes first, what with in pieces. */
export interface CallDelta {
  index: 0;
  id?: string;
  type?: 'function';
  function: { name?: string; arguments: string };
}

/** Reads a call whose text has to be one: a function's name, what the template puts after it, and arguments to the end. */
export class CallReader {
  readonly #head = { id: newAnswerId('call_'), type: 'function' as const };
  #name: string | null = null;
  #held = '';
  #arguments = '';

  /** What a text that came adds to the call; `null` while nothing is known. */
  add(text: string): CallDelta | null {
    if (this.#name !== null) {
      this.#arguments += text;
      return text === '' ? null : { index: 0, function: { arguments: text } };
    }
    this.#held += text;
    const begin = this.#held.indexOf('{');
    if (begin < 0) return null;
    this.#name = /^[\w.-]+/.exec(this.#held)?.[0] ?? '';
    this.#arguments = this.#held.slice(begin);
    return { index: 0, ...this.#head, function: { name: this.#name, arguments: this.#arguments } };
  }

  /** `null` where a text was cut off before anything could be told. */
  get call(): ToolCall | null {
    if (this.#name === null) return null;
    return { ...this.#head, function: { name: this.#name, arguments: this.#arguments } };
  }
}

/** Length of the longest end of a text that may be the beginning of a mark. */
function beginningLength(text: string): number {
  for (let length = Math.min(BEGIN.length - 1, text.length); length > 0; length--)
    if (BEGIN.startsWith(text.slice(-length))) return length;
  return 0;
}
