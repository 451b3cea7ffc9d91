import { expect, test } from 'vitest';
import { factsLine } from './factsLine.ts';

test('a recipe in a line', () => {
  const template = '{{a}}\n{{b}}:';
  expect(factsLine({ kind: 'complete', inputs: ['a', 'b'], output: 'c', template })).toBe(
    'recipe: complete; inputs: a, b; output: c',
  );
  expect(factsLine({ kind: 'continue', template })).toBe('recipe: continue');
});
