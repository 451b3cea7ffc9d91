import { z } from 'zod';
import type { CompletionRequest } from '../../../shared/domain/models/completion.ts';
import { ignoredFields, model, NOT_HERE, refuse, samplingFields, samplingOf, streamFields, text } from '../bodies.ts';
import { type Exchange, endpoint } from '../endpoint.ts';
import type { StreamEvent } from '../eventStream.ts';
import { FunctionTool, Item, messagesOf } from '../responseItems.ts';
import { OutputStream, outputOf, responseHead, usageOf } from '../responseOutput.ts';
import { findModel, type ServedModel } from '../servedModels.ts';
import { emptyText, take, type WholeText, wholeTexts, writeTexts } from '../texts.ts';
import { CallFilter, CallReader } from '../toolCalls.ts';
import { type Calling, oneIfAsked, partsOf, promptTools, requiredCall, usedTools } from '../tools.ts';

const Format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: z.string().max(64),
    description: z.string().nullish(),
    schema: z.record(z.string(), z.unknown()),
    strict: z.boolean().nullish(),
  }),
]);

const { stop: _, ...sampling } = samplingFields;

const ResponseBody = z.strictObject({
  model,
  input: z
    .union([text, z.array(Item).min(1).max(1000)])
    .describe('A text, or messages of texts, calls of functions, and what these gave.'),
  instructions: text.nullish().describe('Stands before the input, as the system’s message.'),
  max_output_tokens: z.int().min(1).nullish().describe('Default: to the end of the context.'),
  text: z.strictObject({ format: Format.nullish() }).nullish(),
  tools: z.array(FunctionTool).max(128).nullish().describe('Functions, of models whose chat template has tools.'),
  tool_choice: z
    .union([z.enum(['none', 'auto', 'required']), z.strictObject({ type: z.literal('function'), name: z.string() })])
    .nullish()
    .describe('`required` or a function: the answer is a call whose arguments follow the function’s parameters.'),
  parallel_tool_calls: z.boolean().nullish().describe('`false`: at most one call. One that is required is one.'),
  stream: streamFields.stream,
  stream_options: z.strictObject({ include_obfuscation: z.boolean().nullish() }).nullish(),
  ...sampling,
  ...ignoredFields,
});
type ResponseBody = z.infer<typeof ResponseBody>;

const UNSTORED = 'answers are not stored. Send the conversation with each request.';

export const responses = endpoint({
  method: 'POST',
  path: '/v1/responses',
  summary: 'Answers a text or a conversation.',
  body: ResponseBody,
  refused: {
    previous_response_id: refuse(UNSTORED),
    conversation: refuse(UNSTORED),
    background: refuse(UNSTORED, false),
    prompt: refuse(UNSTORED),
    include: refuse(NOT_HERE, []),
    max_tool_calls: refuse(NOT_HERE),
    reasoning: refuse(NOT_HERE),
    top_logprobs: refuse('use /v1/chat/completions for logprobs.', 0),
    truncation: refuse('shorten the conversation.', 'disabled'),
  },
  streams: true,
  async handle(exchange) {
    const { body } = exchange;
    const model = findModel(exchange.models.list(), body.model, 'chat');
    const request = requestOf(body);
    if (body.stream) return { kind: 'events', events: events(exchange, model, request), named: true };
    const [whole = emptyText()] = await wholeTexts(exchange, model, [request]);
    const calling = callingOf(body);
    const { text, calls } = partsOf(whole.text, calling);
    const status = statusOf(whole, calls.length, calling);
    const response = responseHead(model.id, saidIn(body));
    return { kind: 'json', value: response(status, outputOf(text, calls, status), { usage: usageOf(whole) }) };
  },
});

const callingOf = ({ tools, tool_choice: choice, parallel_tool_calls }: ResponseBody): Calling => ({
  tools: (tools ?? []).map(({ type, ...given }) => ({ type, function: given })),
  choice: choice ?? 'auto',
  parallel: parallel_tool_calls !== false,
  parametersAt: (at) => `tools[${at}].parameters`,
});

function requestOf(body: ResponseBody): CompletionRequest {
  const items: Item[] = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const format = body.text?.format;
  const tools = promptTools(callingOf(body));
  const messages = [
    ...(body.instructions ? [{ role: 'system' as const, content: body.instructions }] : []),
    ...messagesOf(items),
  ];
  return {
    prompt: { kind: 'chat', messages, ...tools },
    max_tokens: body.max_output_tokens ?? null,
    sampling: samplingOf(body),
    stop: [],
    logprobs: null,
    promptLogprobs: false,
    // A call is what it is instead of anything else.
    schema:
      tools.call || !format || format.type === 'text' ? null : format.type === 'json_object' ? 'json' : format.schema,
  };
}

/** What of a request stands in its answer again. */
const saidIn = (body: ResponseBody) => ({
  ...{ instructions: body.instructions ?? null, max_output_tokens: body.max_output_tokens ?? null },
  ...{ parallel_tool_calls: body.parallel_tool_calls ?? true, previous_response_id: null, store: false },
  ...{ tool_choice: body.tool_choice ?? 'auto', tools: body.tools ?? [] },
  ...{ temperature: body.temperature ?? 1, top_p: body.top_p ?? 1, truncation: 'disabled' },
  ...{
    text: { format: body.text?.format ?? { type: 'text' } },
    metadata: body.metadata ?? {},
    user: body.user ?? null,
  },
});

/** A call that is whole is what was asked for, wherever the text ended; one that is required is not whole where it is cut off. */
const statusOf = ({ finishReason }: Pick<WholeText, 'finishReason'>, calls: number, calling: Calling): string =>
  finishReason === 'stop' || (calls > 0 && requiredCall(calling) === null) ? 'completed' : 'incomplete';

async function* events(
  exchange: Exchange<ResponseBody>,
  model: ServedModel,
  request: CompletionRequest,
): AsyncGenerator<StreamEvent> {
  const { body } = exchange;
  const calling = callingOf(body);
  const [hasTools, isRequired] = [usedTools(calling).length > 0, requiredCall(calling) !== null];
  const response = responseHead(model.id, saidIn(body));
  const output = new OutputStream();
  const [filter, reader] = [new CallFilter(), new CallReader()];
  const whole = emptyText();
  for await (const { event } of writeTexts(exchange, model, [request])) {
    if (event.event === 'started') {
      yield output.event('response.created', { response: response('in_progress', []) });
      yield output.event('response.in_progress', { response: response('in_progress', []) });
      // Where functions may be called, nobody knows yet whether something is said.
      if (!hasTools) yield* output.message();
    } else if (event.event === 'text') {
      const call = isRequired ? reader.add(event.text) : null;
      if (call) yield* output.call(call);
      else if (!isRequired) yield* output.say(hasTools ? filter.add(event.text) : event.text);
    } else {
      take(whole, event);
      const rest = hasTools && !isRequired ? oneIfAsked(filter.end(), calling) : { text: '', calls: [] };
      yield* output.say(rest.text);
      for (const call of rest.calls) yield* output.call({ index: 0, ...call });
      const called = isRequired && reader.call ? 1 : rest.calls.length;
      if (called === 0) yield* output.message();
      const status = statusOf(event, called, calling);
      yield* output.end(status);
      yield output.event(`response.${status}`, {
        response: response(status, output.items, { usage: usageOf(whole) }),
      });
    }
  }
}
