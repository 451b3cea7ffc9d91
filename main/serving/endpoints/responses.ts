import { z } from 'zod';
import type { CompletionRequest } from '../../../shared/domain/models/completion.ts';
import { newAnswerId, nowInSeconds } from '../answers.ts';
import { ignoredFields, model, NOT_HERE, refuse, samplingFields, samplingOf, streamFields, text } from '../bodies.ts';
import { type Exchange, endpoint } from '../endpoint.ts';
import type { StreamEvent } from '../eventStream.ts';
import { textOf, toServed } from '../messages.ts';
import { findModel, type ServedModel } from '../servedModels.ts';
import { emptyText, take, type WholeText, wholeTexts, writeTexts } from '../texts.ts';

/** Messages of one's own have `input_text`, answers that are sent back `output_text`. */
const Part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text }),
  z.strictObject({
    ...{ type: z.literal('output_text'), text },
    ...{ annotations: z.array(z.unknown()).optional(), logprobs: z.array(z.unknown()).optional() },
  }),
]);

const Item = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([text, z.array(Part).min(1).max(1000)]),
  id: z.string().optional(),
  status: z.string().optional(),
  phase: z.string().nullish(),
});

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
  input: z.union([text, z.array(Item).min(1).max(1000)]).describe('A text, or messages of texts.'),
  instructions: text.nullish().describe('Stands before the input, as the system’s message.'),
  max_output_tokens: z.int().min(1).nullish().describe('Default: to the end of the context.'),
  text: z.strictObject({ format: Format.nullish() }).nullish(),
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
    tools: refuse('use /v1/chat/completions for tools.', []),
    tool_choice: refuse('use /v1/chat/completions for tools.', 'auto', 'none'),
    parallel_tool_calls: refuse('use /v1/chat/completions for tools.', true, false),
    max_tool_calls: refuse('use /v1/chat/completions for tools.'),
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
    return { kind: 'json', value: finished(new Writing(body, model), whole) };
  },
});

function requestOf(body: ResponseBody): CompletionRequest {
  const items: z.infer<typeof Item>[] =
    typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const format = body.text?.format;
  const messages = [
    ...(body.instructions ? [{ role: 'system' as const, content: body.instructions }] : []),
    ...items.map(({ role, content }) => toServed({ role, content: textOf(content) })),
  ];
  return {
    prompt: { kind: 'chat', messages },
    max_tokens: body.max_output_tokens ?? null,
    sampling: samplingOf(body),
    stop: [],
    logprobs: null,
    promptLogprobs: false,
    schema: !format || format.type === 'text' ? null : format.type === 'json_object' ? 'json' : format.schema,
  };
}

/** What stays the same of an answer from its first event to its last. */
class Writing {
  readonly id = newAnswerId('resp_');
  readonly messageId = newAnswerId('msg_');
  readonly #body: ResponseBody;
  readonly #model: ServedModel;
  readonly #created = nowInSeconds();

  constructor(body: ResponseBody, model: ServedModel) {
    this.#body = body;
    this.#model = model;
  }

  response(status: string, output: unknown[], facts: { incomplete?: boolean; usage?: unknown; error?: unknown } = {}) {
    const body = this.#body;
    return {
      ...{ id: this.id, object: 'response', created_at: this.#created, status, model: this.#model.id, output },
      error: facts.error ?? null,
      incomplete_details: facts.incomplete ? { reason: 'max_output_tokens' } : null,
      ...{ instructions: body.instructions ?? null, max_output_tokens: body.max_output_tokens ?? null },
      ...{ parallel_tool_calls: true, previous_response_id: null, store: false, tool_choice: 'auto', tools: [] },
      ...{ temperature: body.temperature ?? 1, top_p: body.top_p ?? 1, truncation: 'disabled' },
      ...{ text: { format: body.text?.format ?? { type: 'text' } }, metadata: body.metadata ?? {} },
      ...{ user: body.user ?? null, usage: facts.usage ?? null },
    };
  }

  message(status: string, content: unknown[]) {
    return { id: this.messageId, type: 'message', role: 'assistant', status, content };
  }
}

const part = (written: string) => ({ type: 'output_text', text: written, annotations: [], logprobs: [] });

const usageOf = ({ usage: { promptTokens, completionTokens, cachedTokens } }: WholeText) => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: cachedTokens },
  output_tokens: completionTokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: promptTokens + completionTokens,
});

function finished(writing: Writing, whole: WholeText) {
  const isWhole = whole.finishReason === 'stop';
  const status = isWhole ? 'completed' : 'incomplete';
  const output = [writing.message(status, [part(whole.text)])];
  return writing.response(status, output, { incomplete: !isWhole, usage: usageOf(whole) });
}

async function* events(
  exchange: Exchange<ResponseBody>,
  model: ServedModel,
  request: CompletionRequest,
): AsyncGenerator<StreamEvent> {
  const writing = new Writing(exchange.body, model);
  const whole = emptyText();
  let number = 0;
  const event = (type: string, facts: object): StreamEvent => ({
    name: type,
    data: { type, sequence_number: number++, ...facts },
  });
  const place = { output_index: 0, item_id: writing.messageId };
  const inPart = { ...place, content_index: 0 };
  for await (const { event: happened } of writeTexts(exchange, model, [request])) {
    take(whole, happened);
    if (happened.event === 'started') {
      yield event('response.created', { response: writing.response('in_progress', []) });
      yield event('response.in_progress', { response: writing.response('in_progress', []) });
      yield event('response.output_item.added', { output_index: 0, item: writing.message('in_progress', []) });
      yield event('response.content_part.added', { ...inPart, part: part('') });
    } else if (happened.event === 'text') {
      if (happened.text !== '')
        yield event('response.output_text.delta', { ...inPart, delta: happened.text, logprobs: [] });
    } else {
      const response = finished(writing, whole);
      yield event('response.output_text.done', { ...inPart, text: whole.text, logprobs: [] });
      yield event('response.content_part.done', { ...inPart, part: part(whole.text) });
      yield event('response.output_item.done', { output_index: 0, item: response.output[0] });
      yield event(`response.${response.status}`, { response });
    }
  }
}
