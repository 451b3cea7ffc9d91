import { z } from 'zod';
import { type CompletionRequest, MOST_TOP_LOGPROBS } from '../../../shared/domain/models/completion.ts';
import { chatLogprobs, chunksOf, newAnswerId, nowInSeconds, usageOf } from '../answers.ts';
import { invalid } from '../apiError.ts';
import { count, ignoredFields, model, NOT_HERE, refuse, requestsFor, streamFields, textFields } from '../bodies.ts';
import { type Exchange, endpoint } from '../endpoint.ts';
import type { StreamEvent } from '../eventStream.ts';
import { Messages, Tool, toServed } from '../messages.ts';
import { findModel, type ServedModel } from '../servedModels.ts';
import { emptyText, take, type WholeText, wholeTexts, writeTexts } from '../texts.ts';
import { CallFilter, CallReader } from '../toolCalls.ts';
import { type Calling, oneIfAsked, partsOf, promptTools, requiredCall, usedTools } from '../tools.ts';

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
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
    ])
    .nullish()
    .describe('`required` or a function: the answer is a call whose arguments follow the function’s parameters.'),
  parallel_tool_calls: z.boolean().nullish().describe('`false`: at most one call. One that is required is one.'),
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
    if (body.stream) return { kind: 'events', events: events(exchange, model, requests), named: false };
    const texts = await wholeTexts(exchange, model, requests);
    return {
      kind: 'json',
      value: {
        ...{ id: newAnswerId('chatcmpl-'), object: 'chat.completion', created: nowInSeconds(), model: model.id },
        choices: texts.map((whole, index) => choiceOf(whole, index, body)),
        usage: usageOf(texts, texts.length),
      },
    };
  },
});

const callingOf = ({ tools, tool_choice: choice, parallel_tool_calls }: ChatBody): Calling => ({
  tools: tools ?? [],
  choice: typeof choice === 'object' && choice !== null ? choice.function : (choice ?? 'auto'),
  parallel: parallel_tool_calls !== false,
  parametersAt: (at) => `tools[${at}].function.parameters`,
});

function requestsOf(body: ChatBody): CompletionRequest[] {
  if (body.top_logprobs != null && !body.logprobs)
    throw invalid('top_logprobs', 'top_logprobs needs logprobs to be true.');
  const tools = promptTools(callingOf(body));
  const prompt = { kind: 'chat' as const, messages: body.messages.map(toServed), ...tools };
  // A call is written to its end, and is what it is instead of anything else.
  const asked = tools.call ? { ...body, stop: null, response_format: null } : body;
  return requestsFor(asked, [prompt], body.n ?? 1, {
    max_tokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    logprobs: body.logprobs ? (body.top_logprobs ?? 0) : null,
    promptLogprobs: false,
  });
}

/** A call that is cut off is told as such: what there is of its arguments does not parse. */
const finishOf = (isRequired: boolean, calls: number, reason: WholeText['finishReason']) =>
  calls > 0 && !(isRequired && reason === 'length') ? 'tool_calls' : reason;

function choiceOf(whole: WholeText, index: number, body: ChatBody) {
  const calling = callingOf(body);
  const { text, calls } = partsOf(whole.text, calling);
  return {
    index,
    message: {
      role: 'assistant',
      content: calls.length > 0 && text === '' ? null : text,
      refusal: null,
      ...(calls.length > 0 && { tool_calls: calls }),
    },
    logprobs: body.logprobs ? chatLogprobs(whole.tokens) : null,
    finish_reason: finishOf(requiredCall(calling) !== null, calls.length, whole.finishReason),
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
  const calling = callingOf(body);
  const [hasTools, isRequired] = [usedTools(calling).length > 0, requiredCall(calling) !== null];
  const texts = requests.map(emptyText);
  const filters = requests.map(() => new CallFilter());
  const readers = requests.map(() => new CallReader());
  for await (const { index, event } of writeTexts(exchange, model, requests)) {
    const [filter, reader] = [filters[index] as CallFilter, readers[index] as CallReader];
    // What was written is in the stream: it need not lie here, too.
    if (event.event === 'done') take(texts[index] as WholeText, event);
    if (event.event === 'started')
      yield delta(index, { role: 'assistant', content: isRequired ? null : '', refusal: null });
    else if (event.event === 'text') {
      const logprobs = body.logprobs ? chatLogprobs(event.logprobs ?? []) : null;
      const call = isRequired ? reader.add(event.text) : null;
      const content = isRequired ? '' : hasTools ? filter.add(event.text) : event.text;
      if (content !== '' || call || logprobs)
        yield delta(index, { ...(!isRequired && { content }), ...(call && { tool_calls: [call] }) }, logprobs);
    } else {
      const { text, calls } = hasTools && !isRequired ? oneIfAsked(filter.end(), calling) : { text: '', calls: [] };
      if (text !== '') yield delta(index, { content: text });
      if (calls.length > 0) yield delta(index, { tool_calls: calls.map((call, at) => ({ index: at, ...call })) });
      const called = isRequired && reader.call ? 1 : calls.length;
      yield delta(index, {}, null, finishOf(isRequired, called, event.finishReason));
    }
  }
  yield* last(texts, texts.length);
}
