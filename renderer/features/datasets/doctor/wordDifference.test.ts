import { expect, it } from 'vitest';
import { wordDifference } from './wordDifference.ts';

/** What differs in brackets. */
const marked = (text: string, other: string) =>
  wordDifference(text, other)
    .map((part) => (part.differs ? `[${part.text}]` : part.text))
    .join('');

it('marks the words that the other text has not', () => {
  expect(marked('a red lamp of glass', 'a blue lamp of glass')).toBe('a [red] lamp of glass');
  expect(marked('one two three four', 'one three four five')).toBe('one [two ]three four');
  expect(marked('the same', 'the same')).toBe('the same');
  expect(marked('', 'all')).toBe('');
  expect(marked('all', '')).toBe('[all]');
});

it('goes by characters where words have no blanks between them', () => {
  expect(marked('红色台灯', '蓝色台灯')).toBe('[红]色台灯');
});

it('always gives the whole text back, and takes no long time for long ones', () => {
  const long = Array.from({ length: 5000 }, (_, index) => `w${(index * 7919) % 1000}`).join(' ');
  const other = Array.from({ length: 5000 }, (_, index) => `w${(index * 6101) % 1000}`).join(' ');
  expect(
    wordDifference(long, other)
      .map(({ text }) => text)
      .join(''),
  ).toBe(long);
});
