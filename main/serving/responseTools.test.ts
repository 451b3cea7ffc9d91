import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WRITER } from './testing/scriptedModels.ts';
import { eventsOf, openServer, send, type TestServer } from './testing/server.ts';

/* Functions in the words of the Responses API. */

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
});
afterAll(async () => {
  await server.close();
  expect(server.internalErrors).toEqual([]);
});
beforeEach(() => {
  server.models.asked.length = 0;
});

const parameters = { type: 'object', properties: { at: { type: 'integer' } } };
const tools = [
  { type: 'function', name: 'look', description: 'Looks.', parameters, strict: true },
  { type: 'function', name: 'stop' },
];
const respond = (body: object) =>
  send(server.port, { path: '/v1/responses', body: { model: WRITER.id, input: 'Hi', tools, ...body } });
const streamed = async (body: object) => {
  const { text } = await respond({ ...body, stream: true });
  // biome-ignore lint/suspicious/noExplicitAny: what an event has is what is looked at.
  const events = eventsOf(text) as any[];
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
  return events;
};

test('what a model calls is an item, beside what it says', async () => {
  const calls = '<tool_call>{"name":"look","arguments":{"at":1}}</tool_call><tool_call>{"name":"stop"}</tool_call>';
  server.models.script.write = () => ['Sure', '.', calls.slice(0, 9), calls.slice(9)];
  const { json } = await respond({});
  const items = [
    { type: 'message', status: 'completed', content: [{ type: 'output_text', text: 'Sure.' }] },
    { type: 'function_call', status: 'completed', name: 'look', arguments: '{"at":1}' },
    { type: 'function_call', status: 'completed', name: 'stop', arguments: '{}' },
  ];
  expect(json).toMatchObject({ status: 'completed', output: items, tools, tool_choice: 'auto' });
  expect(json.output[1].call_id).toMatch(/^call_/);
  expect(json.output[1].id).toMatch(/^fc_/);
  expect(server.models.asked[0]?.prompt).toMatchObject({
    tools: [
      { type: 'function', function: { name: 'look', description: 'Looks.', parameters, strict: true } },
      { type: 'function', function: { name: 'stop' } },
    ],
  });

  const events = await streamed({});
  const [item, argument] = ['response.output_item', 'response.function_call_arguments'];
  expect(events.map(({ type }) => type)).toEqual([
    ...['response.created', 'response.in_progress', `${item}.added`, 'response.content_part.added'],
    ...['response.output_text.delta', 'response.output_text.delta', 'response.output_text.done'],
    ...['response.content_part.done', `${item}.done`],
    ...[`${item}.added`, `${argument}.delta`, `${argument}.done`, `${item}.done`],
    ...[`${item}.added`, `${argument}.delta`, `${argument}.done`, `${item}.done`, 'response.completed'],
  ]);
  const { response } = events.at(-1);
  expect(response.output).toMatchObject(items);
  const done = events.filter(({ type }) => type === `${item}.done`);
  expect(done.map((event) => event.item)).toEqual(response.output);
  expect(done.map((event) => event.output_index)).toEqual([0, 1, 2]);
  const [added] = events.filter(({ type, item: one }) => type === `${item}.added` && one.type === 'function_call');
  expect(added.item).toMatchObject({ name: 'look', arguments: '', status: 'in_progress', id: response.output[1].id });

  expect((await respond({ parallel_tool_calls: false })).json.output).toHaveLength(2);
  expect((await respond({ tool_choice: 'none' })).json.output[0].content[0].text).toContain('<tool_call>');
});

test('where nothing is called there is a message', async () => {
  server.models.script.write = () => ['Hello', ' you'];
  expect((await respond({})).json.output).toMatchObject([{ content: [{ text: 'Hello you' }] }]);
  const events = await streamed({});
  expect(events.at(-1).response.output).toMatchObject([{ content: [{ text: 'Hello you' }] }]);
  server.models.script.write = () => [];
  expect((await streamed({})).at(-1).response.output).toMatchObject([{ type: 'message', content: [{ text: '' }] }]);
});

test('a call that is required comes as one, its arguments in pieces', async () => {
  server.models.script.write = () => ['lo', 'ok", "argu', 'ments": {"a', 't": 1}'];
  const asked = { tool_choice: 'required', text: { format: { type: 'json_object' } } };
  const { json } = await respond(asked);
  expect(json.output).toMatchObject([{ type: 'function_call', name: 'look', arguments: '{"at": 1}' }]);
  expect(server.models.asked[0]).toMatchObject({
    ...{ schema: null },
    prompt: {
      call: [
        { name: 'look', parameters },
        { name: 'stop', parameters: null },
      ],
    },
  });
  const events = await streamed(asked);
  const deltas = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
  expect(deltas.map(({ delta }) => delta)).toEqual(['{"a', 't": 1}']);
  expect(events.at(-1).response.output).toMatchObject([{ name: 'look', arguments: '{"at": 1}', status: 'completed' }]);
  await respond({ tool_choice: { type: 'function', name: 'stop' } });
  expect(server.models.asked.at(-1)?.prompt).toMatchObject({ call: [{ name: 'stop', parameters: null }] });
  // What is cut off is no call that can be made.
  const cut = (await respond({ ...asked, max_output_tokens: 3 })).json;
  expect(cut).toMatchObject({ status: 'incomplete', output: [{ status: 'incomplete', arguments: '{"a' }] });
  expect((await streamed({ ...asked, max_output_tokens: 3 })).at(-1)).toMatchObject({
    ...{ type: 'response.incomplete', response: { output: [{ status: 'incomplete', arguments: '{"a' }] } },
  });
});

test('a conversation goes on with what was called and what it gave', async () => {
  server.models.script.write = () => ['7'];
  const call = (call_id: string, name: string) => ({ type: 'function_call', call_id, name, arguments: '{}' });
  const input = [
    { role: 'user', content: 'Hi' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sure.' }], id: 'msg_1' },
    { ...call('c1', 'look'), id: 'fc_1', status: 'completed' },
    call('c2', 'stop'),
    { type: 'function_call_output', call_id: 'c1', output: 'a lamp' },
    { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'done' }] },
  ];
  expect((await respond({ input })).status).toBe(200);
  const calls = [
    { id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } },
    { id: 'c2', type: 'function', function: { name: 'stop', arguments: '{}' } },
  ];
  expect(server.models.asked[0]?.prompt).toMatchObject({
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Sure.', tool_calls: calls },
      { role: 'tool', content: 'a lamp', tool_call_id: 'c1' },
      { role: 'tool', content: 'done', tool_call_id: 'c2' },
    ],
  });
});

test.each([
  [{ tools: [{ type: 'web_search' }] }, 'tools[0].type'],
  [{ tools: [{ type: 'function', name: 'two words' }] }, 'tools[0].name'],
  [{ tool_choice: { type: 'function', name: 'gone' } }, 'tool_choice'],
  [{ tools: [], tool_choice: 'required' }, 'tool_choice'],
  [
    { tools: [{ type: 'function', name: 'a', parameters: { type: 'string' } }], tool_choice: 'required' },
    'tools[0].parameters',
  ],
  [{ input: [{ type: 'function_call_output', output: 'x' }] }, 'input[0]'],
])('%j is refused', async (body, param) => {
  const { status, json } = await respond(body);
  expect(status).toBe(400);
  expect(json.error.param).toContain(param);
});
