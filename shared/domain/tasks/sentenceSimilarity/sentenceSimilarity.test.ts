import { describe, expect, test } from 'vitest';
import type { Column } from '../../columns.ts';
import { meantSplit, renderExample, requestFromOptions, resolveRecipe } from '../index.ts';
import { suggest } from './suggest.ts';

const column = (name: string, meanLength = 40): Column => ({
  ...{ name, type: 'text', distinct: null, meanLength, emptyCells: 0, minLength: 1, maxLength: 2 * meanLength },
});

test('what is looked for and what is found are proposed, and no other texts', () => {
  expect(suggest([column('Query'), column('passage')])).toEqual({
    ...{ kind: 'match', inputs: ['Query'], output: 'passage' },
  });
  expect(suggest([column('review'), column('summary')])).toBeNull();
  // Tables of products and of questions are for writing, which is what most come for.
  expect(suggest([column('name'), column('description')])).toBeNull();
  expect(suggest([column('question'), column('answer')])).toBeNull();
});

describe('a recipe', () => {
  const columns = [column('a'), column('b'), column('c')];
  const resolve = (request: object) =>
    resolveRecipe({ kind: 'match', inputs: ['a'], output: 'c', ...request }, columns);

  test('reads one column as it is, and several by name', () => {
    expect(resolve({})).toEqual({ kind: 'match', inputs: ['a'], output: 'c', template: '{{a}}' });
    expect(resolve({ inputs: ['a', 'b'] })).toMatchObject({ template: 'a: {{a}}\nb: {{b}}' });
    expect(meantSplit(resolve({}), { kind: 'auto' })).toEqual({ kind: 'ratio', validation: 0.1, test: 0 });
  });

  test.each([
    [{ output: 'a' }, 'recipe_output_is_input'],
    [{ output: 'x' }, 'column_unknown'],
    [{ template: 'no column' }, 'template_no_column'],
    [{ inputs: ['a', 'b'], template: '{{a}}' }, 'recipe_input_unused'],
  ])('%j is refused', (request, code) => expect(() => resolve(request)).toThrow(expect.objectContaining({ code })));

  test('makes a pair of a row that has both texts', () => {
    const cellOf = (a: string, c: string) => (name: string) => ({ a, c })[name] ?? '';
    expect(renderExample(resolve({}), cellOf('Lamp', ' It glows.\n'))).toEqual({
      ...{ prompt: 'Lamp', completion: 'It glows.' },
    });
    expect(renderExample(resolve({}), cellOf(' ', 'It glows.')).completion).toBe('');
  });

  test('is asked for by options', () => {
    expect(requestFromOptions('match', { input: ['a'], output: 'c' })).toMatchObject({ inputs: ['a'], output: 'c' });
    for (const given of [{ input: ['a'] }, { output: 'c' }])
      expect(() => requestFromOptions('match', given)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});
