import { describe, expect, test } from 'vitest';
import type { Column } from '../../columns.ts';
import { historyOf, itemOf } from '../history.ts';
import { columnsOf, renderExample, requestFromOptions, resolveRecipe, taskOf } from '../index.ts';
import { RecommendRecipe } from './recipe.ts';
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
    ...{ kind: 'recommend', user: 'user', item: 'title', time: 'timestamp', rating: null },
  });
  expect(suggest([column('customer_id', 'number'), column('product id', 'number')])).toEqual({
    ...{ kind: 'recommend', user: 'customer_id', item: 'product id', time: null, rating: null },
  });
  expect(suggest([column('product'), column('review'), column('score')])).toBeNull();
  expect(suggest(columns)).toMatchObject({ user: 'userId', item: 'title', time: 'timestamp' });
  expect(suggest([...columns, column('rating', 'number')])).toMatchObject({
    rating: { column: 'rating', least: null },
  });
  expect(suggest([...columns, column('rating')])).toMatchObject({ rating: null });
});

describe('a recipe', () => {
  const columns = [column('who'), column('what'), column('when')];
  const resolve = (request: object) =>
    resolveRecipe({ kind: 'recommend', user: 'who', item: 'what', ...request }, columns);

  test('takes the order of the rows where there is no time', () => {
    expect(resolve({})).toEqual({ kind: 'recommend', user: 'who', item: 'what', time: null, rating: null });
    expect(resolve({ time: 'when' })).toMatchObject({ time: 'when' });
    expect(() => resolve({ item: 'x' })).toThrow(expect.objectContaining({ code: 'column_unknown' }));
    expect(() => resolve({ item: 'who' })).toThrow(expect.objectContaining({ code: 'recipe_output_is_input' }));
  });

  test('makes an event of a row that has a user and an item', () => {
    const cellOf = (who: string, what: string) => (name: string) => ({ who, what })[name] ?? '';
    expect(renderExample(resolve({}), cellOf('7', ' Heat\n(1995) ')).completion).toBe('Heat (1995)');
    expect(renderExample(resolve({}), cellOf(' ', 'Heat')).completion).toBe('');
  });

  test('counts only what was liked where there are ratings, and one of earlier has none', () => {
    const rated = resolve({ rating: { column: 'when', least: 4 } });
    expect(rated).toMatchObject({ rating: { column: 'when', least: 4 } });
    expect(columnsOf(rated)).toEqual(['who', 'what', 'when']);
    expect(taskOf(rated).facts(rated)).toContainEqual({ name: 'rating', form: 'column', value: 'when ≥ 4' });
    expect(() => resolve({ rating: { column: 'what', least: null } })).toThrow();
    expect(RecommendRecipe.parse({ kind: 'recommend', user: 'who', item: 'what', time: null }).rating).toBeNull();
  });

  test('is asked for by options', () => {
    const events = { user: 'who', item: 'what' };
    expect(requestFromOptions('recommend', events)).toMatchObject({ time: null, rating: null });
    expect(requestFromOptions('recommend', { ...events, rating: 'stars' })).toMatchObject({
      rating: { column: 'stars', least: null },
    });
    expect(requestFromOptions('recommend', { ...events, rating: 'stars', 'least-rating': '3.5' })).toMatchObject({
      rating: { column: 'stars', least: 3.5 },
    });
    for (const given of [
      ...[{ user: 'who' }, { item: 'what' }, { ...events, 'least-rating': '3' }],
      { ...events, rating: 'stars', 'least-rating': 'good' },
    ])
      expect(() => requestFromOptions('recommend', given)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});

test('a history is an item a line', () => {
  expect(historyOf('Heat\n\n  Alien  \r\n')).toEqual(['Heat', 'Alien']);
  expect(itemOf('a\n b')).toBe('a b');
});
