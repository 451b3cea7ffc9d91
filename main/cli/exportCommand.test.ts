import { expect, test } from 'vitest';
import { optionHelp, readOptions } from './exportCommand.ts';

test('options of a format are read by its own list', () => {
  expect(readOptions('hf', ['card=no'])).toEqual({ card: false });
  expect(readOptions('hf', [])).toEqual({});
  expect(optionHelp()).toContain('hf: card=yes|no (default: yes)');
});

test.each(['card', 'card=maybe', 'card=', 'cards=yes', '=yes', 'constructor=yes'])('%s is refused', (given) =>
  expect(() => readOptions('hf', [given])).toThrowError(expect.objectContaining({ code: 'bad_input' })),
);
