import { z } from 'zod';
import { type CompletionRequest, MOST_TOP_LOGPROBS } from '../../../shared/domain/models/completion.ts';
import { chatLogprobs, chunksOf, newAnswerId, nowInSeconds, usageOf } from '../answers.ts';
import { invalid, unsupported } from '../apiError.ts';
import { count, ignoredFields, model, NOT_HERE, refuse, requestsFor, streamFields, textFields } from '../bodies.ts';
import { type Exchange, endpoint } from '../endpoint.ts';
import type { StreamEvent } from '../eventStream.ts';
import { Messages, Tool, toServed } from '../messages.ts';
import { findModel, type ServedModel } from '../servedModels.ts';
import { emptyText, take, type WholeText, wholeTexts, writeTexts } from '../texts.ts';
import { CallFilter, parseToolCalls } from '../toolCalls.ts';

const ChatBody = z.strictObject({
  model,
  messages: Messages.describe('Texts only. `developer` counts as `system`.'),
  max_completion_tokens: z.int().min(1).nullish().describe('Default: to the end of the context.'),
  max_tokens: z.int().min(1).nullish().describe('The older name of max_completion_tokens.'),
  n: count,
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(MOST_TOP_LOGPROBS).nullish(),
  tools: z.array(Tool).max(128).nullish().describe('Of models whose chat template has tools.'),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.string(), function: z.unknown().optional() }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  ...textFields,
  ...ignoredFields,
  ...streamFields,
});
type ChatBody = z.infer<typeof ChatBody>;

const OLD = 'it was replaced by tools.';

export const chat = endpoint({
  method: 'POST',
  path: '/v1/chat/completions',
  summary: 'Answers a conversation.',
  body: ChatBody,
  refused: {
    functions: refuse(OLD),
    function_call: refuse(OLD, 'none', 'auto'),
    audio: refuse(NOT_HERE),
    modalities: refuse('answers are texts.', ['text']),
    prediction: refuse(NOT_HERE),
    reasoning_effort: refuse(NOT_HERE, 'none'),
    verbosity: refuse(NOT_HERE, 'medium'),
    web_search_options: refuse(NOT_HERE),
  },
  streams: true,
  async handle(exchange) {
    const { body } = exchange;
    const model = findModel(exchange.models.list(), body.model, 'chat');
    const requests = requestsOf(body);
    const hasTools = usedTools(body).length > 0;
    if (body.stream) return { kind: 'events', events: events(exchange, model, requests), named: false };
    const texts = await wholeTexts(exchange, model, requests);
    return {
      kind: 'json',
      value: {
        ...{ id: newAnswerId('chatcmpl-'), object: 'chat.completion', created: nowInSeconds(), model: model.id },
        choices: texts.map((whole, index) => choiceOf(whole, index, hasTools, body.logprobs ?? false)),
        usage: usageOf(texts, texts.length),
      },
    };
  },
});

const usedTools = ({ tools, tool_choice }: ChatBody) => (tool_choice === 'none' ? [] : (tools ?? []));

function requestsOf(body: ChatBody): CompletionRequest[] {
  const { tool_choice: toolChoice } = body;
  if (toolChoice != null && toolChoice !== 'none' && toolChoice !== 'auto')
    throw unsupported('tool_choice', 'The model itself decides whether it calls a tool: use "auto" or "none".');
  if (body.top_logprobs != null && !body.logprobs)
    throw invalid('top_logprobs', 'top_logprobs needs logprobs to be true.');
  const tools = usedTools(body);
  const prompt = { kind: 'chat' as const, messages: body.messages.map(toServed), ...(tools.length > 0 && { tools }) };
  return requestsFor(body, [prompt], body.n ?? 1, {
    max_tokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    logprobs: body.logprobs ? (body.top_logprobs ?? 0) : null,
    promptLogprobs: false,
  });
}

function choiceOf(whole: WholeText, index: number, hasTools: boolean, withLogprobs: boolean) {
  const { text, calls } = hasTools ? parseToolCalls(whole.text) : { text: whole.text, calls: [] };
  return {
    index,
    message: {
      role: 'assistant',
      content: calls.length > 0 && text === '' ? null : text,
      refusal: null,
      ...(calls.length > 0 && { tool_calls: calls }),
    },
    logprobs: withLogprobs ? chatLogprobs(whole.tokens) : null,
    finish_reason: calls.length > 0 ? 'tool_calls' : whole.finishReason,
  };
}

async function* events(
  exchange: Exchange<ChatBody>,
  model: ServedModel,
  requests: readonly CompletionRequest[],
): AsyncGenerator<StreamEvent> {
  const { body } = exchange;
  const head = { object: 'chat.completion.chunk', created: nowInSeconds(), model: model.id };
  const { chunk, last } = chunksOf(body, { id: newAnswerId('chatcmpl-'), ...head });
  const delta = (index: number, given: object, logprobs: unknown = null, finish_reason: string | null = null) =>
    chunk({ index, delta: given, logprobs, finish_reason });
  const hasTools = usedTools(body).length > 0;
  const texts = requests.map(emptyText);
  const filters = requests.map(() => new CallFilter());
  for await (const { index, event } of writeTexts(exchange, model, requests)) {
    const filter = filters[index] as CallFilter;
    // What was written is in the stream: it need not lie here, too.
    if (event.event === 'done') take(texts[index] as WholeText, event);
    if (event.event === 'started') yield delta(index, { role: 'assistant', content: '', refusal: null });
    else if (event.event === 'text') {
      const content = hasTools ? filter.add(event.text) : event.text;
      const logprobs = body.logprobs ? chatLogprobs(event.logprobs ?? []) : null;
      if (content !== '' || logprobs) yield delta(index, { content }, logprobs);
    } else {
      const { text, calls } = hasTools ? filter.end() : { text: '', calls: [] };
      if (text !== '') yield delta(index, { content: text });
      if (calls.length > 0) yield delta(index, { tool_calls: calls.map((call, at) => ({ index: at, ...call })) });
      yield delta(index, {}, null, calls.length > 0 ? 'tool_calls' : event.finishReason);
    }
  }
  yield* last(texts, texts.length);
}
