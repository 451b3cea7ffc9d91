import { expect, test } from 'vitest';
import { isConversation, parseConversation, shortened, toolUsesOf } from './conversation.ts';

const HELLO = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello!' },
];

test.each([
  ['a list', HELLO],
  ['messages in an object', { messages: HELLO, id: 7 }],
  [
    'ShareGPT',
    {
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'gpt', value: 'Hello!' },
      ],
    },
  ],
  ['prompt and completion', { prompt: [HELLO[0]], completion: [HELLO[1]] }],
  [
    'contents in parts',
    [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello!' }] },
    ],
  ],
])('%s is a conversation', (_, value) => {
  const cell = JSON.stringify(value);
  expect(parseConversation(cell)).toEqual({ messages: HELLO, tools: null });
  expect(isConversation(cell)).toBe(true);
});

test.each([
  ['  ', 'empty', ''],
  ['[{"role": "user"', 'not_json', ''],
  ['[]', 'not_messages', ''],
  ['"hello"', 'not_messages', ''],
  ['[1, 2]', 'not_messages', ''],
  ['[{"name": "Oak Lamp"}]', 'not_messages', ''],
  ['[{"role": "narrator", "content": "7"}]', 'role_unknown', 'narrator'],
  ['[{"role": "tool", "content": "7"}]', 'no_answer', ''],
  ['[{"role": "assistant", "tool_calls": "find"}]', 'calls_invalid', ''],
  ['[{"role": "assistant", "tool_calls": [{"function": {}}]}]', 'calls_invalid', ''],
  ['[{"role": "user", "content": "a", "tool_calls": [{"name": "find"}]}]', 'calls_invalid', ''],
  ['{"messages": [{"role": "assistant", "content": "a"}], "tools": {"name": "find"}}', 'tools_invalid', ''],
  ['[{"role": "user", "content": null}]', 'content_missing', ''],
  ['[{"role": "user", "content": "Hi"}]', 'no_answer', ''],
  ['[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " "}]', 'no_answer', ''],
])('%s is none to learn from: %s', (cell, problem, value) => {
  expect(parseConversation(cell)).toEqual({ problem, value });
});

test('tools are those of a column, else those beside the messages; calls have objects, whoever wrote them', () => {
  const call = (given: unknown) => [{ type: 'function', function: { name: 'find', arguments: given } }];
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: '', tool_calls: call({ a: 1 }) },
    { role: 'tool', content: 'ok', name: 'find', tool_call_id: '1' },
  ];
  const written = [messages[0], { role: 'assistant', content: null, tool_calls: call('{"a":1}') }, messages[2]];
  const tools = [{ type: 'function', function: { name: 'find' } }];
  expect(parseConversation(JSON.stringify(written), JSON.stringify(tools))).toEqual({ messages, tools });
  expect(parseConversation(JSON.stringify({ messages: written, tools }))).toEqual({ messages, tools });
  for (const none of ['', ' ', 'null', '[]'])
    expect(parseConversation(JSON.stringify(written), none)).toEqual({ messages, tools: null });
  for (const bad of ['[', '{}', '[1]', '7'])
    expect(parseConversation(JSON.stringify(written), bad)).toEqual({ problem: 'tools_invalid', value: '' });
  expect(toolUsesOf({ messages: messages as never, tools })).toEqual(['tools', 'tool_calls', 'tool']);
});

test('what is no conversation is not taken for one', () => {
  for (const cell of ['', 'Hi', '[1, 2]', '{"name": "Oak Lamp"}', '[{"name": "Oak Lamp"}]', '{'])
    expect(isConversation(cell), cell).toBe(false);
  // Wanting, but one.
  expect(isConversation('[{"role": "user", "content": "Hi"}]')).toBe(true);
});

test('a conversation is shortened from its beginning, at the questions, and keeps what the system says', () => {
  const turn = (role: 'system' | 'user' | 'assistant', content: string) => ({ role, content });
  const long = [
    turn('system', 's'),
    turn('user', '1'),
    turn('assistant', 'a'),
    turn('user', '2'),
    turn('assistant', 'b'),
  ];
  expect([...shortened(long)]).toEqual([[long[0], long[3], long[4]]]);
  expect([...shortened(long.slice(1))]).toEqual([long.slice(3)]);
  expect([...shortened(long.slice(0, 3))]).toEqual([]);
  expect(parseConversation(JSON.stringify(long))).toEqual({ messages: long, tools: null });
});
