import { expect, test } from 'vitest';
import { isConversation, parseConversation, shortened, writeConversation } from './conversation.ts';

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
  expect(parseConversation(cell)).toEqual({ messages: HELLO });
  expect(isConversation(cell)).toBe(true);
});

test.each([
  ['  ', 'empty', ''],
  ['[{"role": "user"', 'not_json', ''],
  ['[]', 'not_messages', ''],
  ['"hello"', 'not_messages', ''],
  ['[1, 2]', 'not_messages', ''],
  ['[{"name": "Oak Lamp"}]', 'not_messages', ''],
  ['[{"role": "tool", "content": "7"}]', 'role_unknown', 'tool'],
  ['[{"role": "user", "content": null}]', 'content_missing', ''],
  ['[{"role": "user", "content": "Hi"}]', 'no_answer', ''],
  ['[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " "}]', 'no_answer', ''],
])('%s is none to learn from: %s', (cell, problem, value) => {
  expect(parseConversation(cell)).toEqual({ problem, value });
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
  expect(parseConversation(writeConversation(long))).toEqual({ messages: long });
});
