import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ENDPOINTS } from './endpoints/index.ts';
import { ENCODER, SORTER, WRITER } from './testing/scriptedModels.ts';
import { eventsOf, openServer, send, type TestServer } from './testing/server.ts';
import { CallFilter, parseToolCalls } from './toolCalls.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
});
afterAll(async () => {
  await server.close();
  expect(server.internalErrors).toEqual([]);
});
const usual = ['Hello', ' you'];
beforeEach(() => {
  server.models.script.write = () => usual;
  server.models.asked.length = 0;
});

const post = (path: string, body: object) => send(server.port, { path, body });
const chat = (body: object) =>
  post('/v1/chat/completions', { model: WRITER.id, messages: [{ role: 'user', content: 'Hi' }], ...body });

describe('chat', () => {
  test('answers messages of texts and parts of texts, of all roles', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } };
    const messages = [
      { role: 'developer', content: 'Be short.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: '7' },
    ];
    const { json } = await chat({ messages, n: 2, logprobs: true, top_logprobs: 1, max_completion_tokens: 1 });
    expect(json.object).toBe('chat.completion');
    expect(json.choices).toHaveLength(2);
    expect(json.choices[1]).toMatchObject({
      ...{ index: 1, finish_reason: 'length', message: { role: 'assistant', content: 'Hello', refusal: null } },
      logprobs: { content: [{ token: 'Hello', logprob: -0.5, bytes: [72, 101, 108, 108, 111] }] },
    });
    expect(server.models.asked[0]?.prompt).toEqual({
      kind: 'chat',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'ab' },
        { role: 'assistant', content: '', tool_calls: [call] },
        { role: 'tool', content: '7', tool_call_id: 'c1' },
      ],
    });
  });

  test('comes in events: who speaks, the words, why it ended, the counts', async () => {
    const { text } = await chat({ stream: true, stream_options: { include_usage: true } });
    // biome-ignore lint/suspicious/noExplicitAny: what an event has is what is looked at.
    const events = eventsOf(text) as any[];
    expect(events.map((event) => event.choices?.[0]?.delta ?? event)).toEqual([
      ...[{ role: 'assistant', content: '', refusal: null }, { content: 'Hello' }, { content: ' you' }, {}],
      ...[expect.objectContaining({ choices: [], usage: expect.anything() }), '[DONE]'],
    ]);
    expect(events[3].choices[0].finish_reason).toBe('stop');
    expect(new Set(events.slice(0, -1).map(({ id }) => id)).size).toBe(1);
  });

  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
  test('gives the tools to the model and takes its calls out of what it writes', async () => {
    server.models.script.write = () => [
      'Let',
      ' me <tool',
      '_call>{"name":"look","arg',
      'uments":{"at":2}}',
      '</tool_call>',
    ];
    const { json } = await chat({ tools });
    const call = { type: 'function', function: { name: 'look', arguments: '{"at":2}' } };
    expect(json.choices[0]).toMatchObject({
      ...{ finish_reason: 'tool_calls', message: { content: 'Let me', tool_calls: [call] } },
    });
    expect(server.models.asked[0]?.prompt).toMatchObject({ tools });
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const deltas = (eventsOf((await chat({ tools, stream: true })).text) as any[])
      .slice(0, -1)
      .map((event) => event.choices[0].delta);
    expect(deltas.map(({ content = '' }) => content).join('')).toBe('Let me ');
    expect(deltas.flatMap(({ tool_calls = [] }) => tool_calls)).toMatchObject([{ index: 0, ...call }]);
    expect((await chat({ tools, tool_choice: 'none' })).json.choices[0].message.content).toContain('<tool_call>');
  });

  test.each([
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ tools, tool_choice: { type: 'function', function: { name: 'gone' } } }, 'tool_choice'],
    [{ tools, tool_choice: { type: 'custom', custom: { name: 'look' } } }, 'tool_choice'],
    [
      {
        tools: [{ type: 'function', function: { name: 'a', parameters: { type: 'string' } } }],
        tool_choice: 'required',
      },
      'tools[0].function.parameters',
    ],
    [{ functions: [] }, 'functions'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ reasoning_effort: 'high' }, 'reasoning_effort'],
    [{ top_logprobs: 2 }, 'top_logprobs'],
    [{ messages: [] }, 'messages'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'messages[0].content',
    ],
    [{ messages: [{ role: 'king', content: 'x' }] }, 'messages[0].role'],
  ])('refuses %o by name', async (body, param) => {
    const { status, json } = await chat(body);
    expect(status).toBe(400);
    expect(json.error.param).toContain(param);
  });
});

describe('calls of tools', () => {
  test('a list of them is several, and one alone where no more are wanted', async () => {
    const written = '<tool_call>[{"name":"a","arguments":{}},{"name":"b","arguments":{"c":1}}]</tool_call>';
    expect(parseToolCalls(written).calls.map((call) => call.function)).toEqual([
      { name: 'a', arguments: '{}' },
      { name: 'b', arguments: '{"c":1}' },
    ]);
    server.models.script.write = () => [written];
    const tools = [{ type: 'function', function: { name: 'a' } }];
    const { json } = await chat({ tools, parallel_tool_calls: false });
    expect(json.choices[0].message.tool_calls).toHaveLength(1);
    const { text } = await chat({ tools, parallel_tool_calls: false, stream: true });
    expect(text.match(/"type":"function"/g)).toHaveLength(1);
  });

  test('one that is required goes to the model as what it may be, and comes back as a call', async () => {
    const parameters = { type: 'object', properties: { at: { type: 'integer' } } };
    const tools = ['look', 'stop'].map((name) => ({
      type: 'function',
      function: { name, ...(name === 'look' && { parameters }) },
    }));
    server.models.script.write = () => ['lo', 'ok", "argu', 'ments": {"a', 't": 1}'];
    const asked = { tools, tool_choice: 'required', stop: ['{'], response_format: { type: 'json_object' } };
    const { json } = await chat(asked);
    expect(json.choices[0]).toMatchObject({
      ...{ finish_reason: 'tool_calls' },
      message: {
        content: null,
        tool_calls: [{ type: 'function', function: { name: 'look', arguments: '{"at": 1}' } }],
      },
    });
    expect(server.models.asked[0]).toMatchObject({
      ...{ stop: [], schema: null },
      prompt: {
        tools,
        call: [
          { name: 'look', parameters },
          { name: 'stop', parameters: null },
        ],
      },
    });
    // biome-ignore lint/suspicious/noExplicitAny: what an event has is what is looked at.
    const choices = (eventsOf((await chat({ ...asked, stream: true })).text) as any[])
      .slice(0, -1)
      .map((event) => event.choices[0]);
    expect(choices.map(({ delta }) => delta.tool_calls?.[0].function ?? delta)).toEqual([
      { role: 'assistant', content: null, refusal: null },
      { name: 'look', arguments: '{"a' },
      { arguments: 't": 1}' },
      {},
    ]);
    expect(choices.at(-1).finish_reason).toBe('tool_calls');
    const named = await chat({ tools, tool_choice: { type: 'function', function: { name: 'stop' } } });
    expect(named.status).toBe(200);
    expect(server.models.asked.at(-1)?.prompt).toMatchObject({ call: [{ name: 'stop', parameters: null }] });
    // What is cut off is no call that can be made.
    const cut = await chat({ ...asked, max_tokens: 3 });
    expect(cut.json.choices[0].finish_reason).toBe('length');
  });

  test('what is no call stays text, whatever it is cut into', () => {
    const broken = 'a <tool_call>{"name":1}</tool_call> b <tool_call>{';
    expect(parseToolCalls(broken)).toEqual({ text: broken, calls: [] });
    for (let at = 1; at < broken.length; at++) {
      const filter = new CallFilter();
      const given = [broken.slice(0, at), broken.slice(at)].map((part) => filter.add(part)).join('');
      expect(given + filter.end().text).toBe(broken);
    }
  });
});

describe('responses', () => {
  const respond = (body: object) => post('/v1/responses', { model: WRITER.id, input: 'Hi', ...body });

  test('answer a text, or messages, whole', async () => {
    const input = [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }];
    for (const given of [{ input: 'Hi' }, { input }]) {
      const { json } = await respond({ ...given, instructions: 'Be short.' });
      expect(json).toMatchObject({
        ...{ object: 'response', status: 'completed', store: false, incomplete_details: null },
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hello you' }] }],
        usage: { output_tokens: 2 },
      });
    }
    const said = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hi' },
    ];
    for (const { prompt } of server.models.asked) expect(prompt).toMatchObject({ messages: said });
    expect((await respond({ max_output_tokens: 1 })).json).toMatchObject({
      ...{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    });
  });

  test('come in named, numbered events, the last of which has all', async () => {
    const { text } = await respond({ stream: true });
    // biome-ignore lint/suspicious/noExplicitAny: what an event has is what is looked at.
    const events = eventsOf(text) as any[];
    const part = 'response.content_part';
    expect(events.map(({ type }) => type)).toEqual([
      ...['response.created', 'response.in_progress', 'response.output_item.added', `${part}.added`],
      ...['response.output_text.delta', 'response.output_text.delta', 'response.output_text.done'],
      ...[`${part}.done`, 'response.output_item.done', 'response.completed'],
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.at(-1).response.output[0].content[0].text).toBe('Hello you');
    expect(text).toContain('event: response.completed\n');
  });

  test.each([
    { previous_response_id: 'r' },
    { background: true },
    { max_tool_calls: 1 },
    { reasoning: { effort: 'low' } },
  ])('refuse %o by name', async (body) => {
    const { json } = await respond(body);
    expect(json.error).toMatchObject({ code: 'unsupported_parameter', param: Object.keys(body)[0] });
  });
});

describe('embeddings', () => {
  test('come as numbers and as base64 of the same numbers', async () => {
    const embed = (body: object) => post('/v1/embeddings', { model: ENCODER.id, ...body });
    const { json } = await embed({ input: ['ab', 'abc'] });
    expect(json.data.map(({ embedding }: { embedding: number[] }) => embedding)).toEqual([
      [2, 0.5, -0.25],
      [3, 0.5, -0.25],
    ]);
    expect(json.usage).toEqual({ prompt_tokens: 5, total_tokens: 5 });
    const coded = await embed({ input: 'ab', encoding_format: 'base64', dimensions: 3 });
    const bytes = Buffer.from(coded.json.data[0].embedding, 'base64');
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual([2, 0.5, -0.25]);
    // Ids are of a vocabulary, and clients mean OpenAI's.
    expect((await embed({ input: [[1, 2]] })).json.error).toMatchObject({
      code: 'unsupported_parameter',
      param: 'input',
    });
    expect((await embed({ input: 'ab', dimensions: 2 })).json.error.param).toBe('dimensions');
    expect((await embed({ input: '' })).status).toBe(400);
  });
});

describe('classify', () => {
  test('tells of texts, and of columns', async () => {
    const { json } = await post('/v1/classify', { model: SORTER.id, input: ['good', { name: 'Lamp' }] });
    expect(json.data).toEqual([
      { index: 0, labels: [{ label: 'good', probability: 0.75 }] },
      { index: 1, labels: [{ label: 'inputs', probability: 0.75 }] },
    ]);
  });
});

describe('what there is', () => {
  test('models are listed with what they do, and told of one by one', async () => {
    const { json } = await send(server.port, { path: '/v1/models' });
    expect(json.data.map(({ id, object }: { id: string; object: string }) => [id, object])).toEqual(
      [WRITER, ENCODER, SORTER].map(({ id }) => [id, 'model']),
    );
    const one = await send(server.port, { path: `/v1/models/${encodeURIComponent(WRITER.name)}` });
    expect(one.json).toMatchObject({ id: WRITER.id, abilities: ['completions', 'chat'] });
    expect((await send(server.port, { path: '/v1/models/none' })).json.error.code).toBe('model_not_found');
  });

  test('counts are told in the words of Prometheus', async () => {
    const { text, headers } = await send(server.port, { path: '/metrics' });
    expect(headers['content-type']).toContain('version=0.0.4');
    expect(text).toContain('kindling_requests_total{endpoint="/v1/classify",model="Sorter",status="200"} 1');
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+-]+)$/);
    const counted = /kindling_request_duration_seconds_count (\d+)/.exec(text)?.[1];
    expect(Number(counted)).toBe(server.figures().requests - 1);
  });

  test('the description has every endpoint and every field, and the page needs nothing from elsewhere', async () => {
    const { json } = await send(server.port, { path: '/openapi.json' });
    expect(json.openapi).toBe('3.1.0');
    for (const { path, method } of ENDPOINTS) expect(json.paths[path]).toHaveProperty(method.toLowerCase());
    const schema = json.paths['/v1/chat/completions'].post.requestBody.content['application/json'].schema;
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['messages', 'top_logprobs', 'logit_bias']));
    const page = await send(server.port, { path: '/docs' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).not.toMatch(/<script|src=|https?:\/\//);
    for (const { path } of ENDPOINTS) expect(page.text).toContain(`<code>${path}</code>`);
  });
});
