import { expect, test } from 'vitest';
import {
  beforeAnswer,
  type Chat,
  EMPTY_CHAT,
  keepChats,
  messagesOf,
  readChats,
  type Turn,
  takeBack,
} from './chatStore.ts';

const ask = (content: string): Turn => ({ role: 'user', content });
const answer = (content: string): Turn => ({ role: 'assistant', content, finish: 'eos', base: null });
const chat: Chat = {
  ...EMPTY_CHAT,
  system: 'Be brief.',
  turns: [ask('Hi'), answer('Hello'), ask('Bye'), answer('So long')],
};

/** As a browser has it. */
function storage() {
  let stored: string | null = null;
  return {
    getItem: () => stored,
    setItem: (_: string, value: string) => {
      stored = value;
    },
  };
}

test('what is sent begins with what the system says, where it says something', () => {
  expect(messagesOf(chat).map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant']);
  expect(messagesOf({ ...chat, system: ' \n' })[0]).toEqual({ role: 'user', content: 'Hi' });
  expect(messagesOf(chat)[2]).toEqual({ role: 'assistant', content: 'Hello' });
});

test('another answer is asked for by all up to the last question, which can be taken back', () => {
  expect(beforeAnswer(chat.turns)).toEqual(chat.turns.slice(0, 3));
  expect(beforeAnswer(chat.turns.slice(0, 3))).toEqual(chat.turns.slice(0, 3));
  expect(takeBack(chat)).toEqual({ ...chat, turns: chat.turns.slice(0, 2), input: 'Bye' });
  expect(takeBack(EMPTY_CHAT)).toBeNull();
});

test('conversations survive a reload, the newest where there is not room for all', () => {
  const kept = storage();
  keepChats(kept, new Map([['model:a', chat]]));
  expect(readChats(kept)).toEqual(new Map([['model:a', chat]]));
  const many = new Map(Array.from({ length: 30 }, (_, index) => [`model:${index}`, chat]));
  keepChats(kept, many);
  expect([...readChats(kept).keys()]).toEqual(Array.from({ length: 20 }, (_, index) => `model:${index + 10}`));
  const long = { ...chat, system: 'x'.repeat(600_000) };
  keepChats(
    kept,
    new Map([
      ['a', long],
      ['b', long],
    ]),
  );
  expect([...readChats(kept).keys()]).toEqual(['b']);
});

test('what cannot be read is no conversation, and what cannot be kept is none either', () => {
  expect(readChats({ getItem: () => '[["a",{"turns":7}]]' }).size).toBe(0);
  expect(readChats({ getItem: () => '{' }).size).toBe(0);
  const full = {
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  expect(() => keepChats(full, new Map([['a', chat]]))).not.toThrow();
});
