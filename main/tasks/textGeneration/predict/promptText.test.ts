import { expect, test } from 'vitest';
import { chatPrompt } from './promptText.ts';

const say = (role: 'system' | 'user' | 'assistant', content: string) => ({ role, content });
const talk = [
  say('system', 'S'),
  ...[1, 2, 3].flatMap((number) => [say('user', `q${number}`), say('assistant', `a${number}`)]),
  say('user', 'q4'),
];
const template = {
  render: (messages: readonly { content: string }[]) => messages.map(({ content }) => content).join(' '),
};
/** A token a word. */
const tokenizer = { encode: (text: string) => text.split(' ').map((_, id) => id) };

test.each([
  [100, 'S q1 a1 q2 a2 q3 a3 q4', 0],
  // A quarter of the context is the answer's.
  [8, 'S q2 a2 q3 a3 q4', 2],
  [6, 'S q3 a3 q4', 4],
  [2, 'S q4', 6],
])(
  'in a context of %i the oldest turns are left out, and what the system says stays',
  (contextLength, prompt, dropped) => {
    const room = { tokenizer, contextLength, maxTokens: 400 };
    expect(chatPrompt(template, talk, room)).toEqual({ prompt, droppedMessages: dropped });
  },
);
