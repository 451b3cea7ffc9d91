import { expect, test } from 'vitest';
import { freeName } from './names.ts';

test('a name is numbered only where it is taken', () => {
  expect(freeName('Sample products · nano', [])).toBe('Sample products · nano');
  expect(freeName('a', ['a', 'a 3'])).toBe('a 2');
  expect(freeName('a', ['a', 'a 2', 'b'])).toBe('a 3');
});
