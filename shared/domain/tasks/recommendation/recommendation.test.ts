import { describe, expect, test } from 'vitest';
import type { Column } from '../../columns.ts';
import { historyOf, itemOf } from '../history.ts';
import { renderExample, requestFromOptions, resolveRecipe } from '../index.ts';
import { suggest } from './resolve.ts';

const column = (name: string, type: Column['type'] = 'text'): Column => ({
  ...{ name, type, distinct: 100, meanLength: 5, emptyCells: 0, minLength: 1, maxLength: 10 },
});

test('events are proposed where columns are called like a user and an item, names before numbers', () => {
  const columns = [
    column('userId', 'number'),
    column('movieId', 'number'),
    column('title'),
    column('timestamp', 'number'),
  ];
  expect(
    suggest([column('user', 'number'), column('movie_id', 'number'), column('title'), column('timestamp')]),
  ).toEqual({
    ...{ kind: 'recommend', user: 'user', item: 'title', time: 'timestamp' },
  });
  expect(suggest([column('customer_id', 'number'), column('product id', 'number')])).toEqual({
    ...{ kind: 'recommend', user: 'customer_id', item: 'product id', time: null },
  });
  expect(suggest([column('product'), column('review'), column('score')])).toBeNull();
  expect(suggest(columns)).toMatchObject({ user: 'userId', item: 'title', time: 'timestamp' });
});

describe('a recipe', () => {
  const columns = [column('who'), column('what'), column('when')];
  const resolve = (request: object) =>
    resolveRecipe({ kind: 'recommend', user: 'who', item: 'what', ...request }, columns);

  test('takes the order of the rows where there is no time', () => {
    expect(resolve({})).toEqual({ kind: 'recommend', user: 'who', item: 'what', time: null });
    expect(resolve({ time: 'when' })).toMatchObject({ time: 'when' });
    expect(() => resolve({ item: 'x' })).toThrow(expect.objectContaining({ code: 'column_unknown' }));
    expect(() => resolve({ item: 'who' })).toThrow(expect.objectContaining({ code: 'recipe_output_is_input' }));
  });

  test('makes an event of a row that has a user and an item', () => {
    const cellOf = (who: string, what: string) => (name: string) => ({ who, what })[name] ?? '';
    expect(renderExample(resolve({}), cellOf('7', ' Heat\n(1995) ')).completion).toBe('Heat (1995)');
    expect(renderExample(resolve({}), cellOf(' ', 'Heat')).completion).toBe('');
  });

  test('is asked for by options', () => {
    expect(requestFromOptions('recommend', { user: 'who', item: 'what' })).toMatchObject({ time: null });
    for (const given of [{ user: 'who' }, { item: 'what' }])
      expect(() => requestFromOptions('recommend', given)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});

test('a history is an item a line', () => {
  expect(historyOf('Heat\n\n  Alien  \r\n')).toEqual(['Heat', 'Alien']);
  expect(itemOf('a\n b')).toBe('a b');
});
