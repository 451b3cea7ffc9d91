import { describe, expect, test } from 'vitest';
import type { Column } from '../../columns.ts';
import { givenRow, meantSplit, renderExample, requestFromOptions, resolveRecipe, taskSettings } from '../index.ts';
import { numberOf } from '../number.ts';
import { suggest } from './suggest.ts';

const column = (name: string, type: Column['type'], distinct: number | null, meanLength: number): Column => ({
  ...{ name, type, distinct, meanLength, emptyCells: 0, minLength: 1, maxLength: 2 * Math.ceil(meanLength) },
});

test.each([
  ['12', 12],
  [' -3.5 ', -3.5],
  ['1e3', 1000],
  ['.5', 0.5],
  ['$1,234,567.89', 1234567.89],
  ['12 €', 12],
  ['', null],
  ['12,5', null],
  ['1,23,456', null],
  ['twelve', null],
  ['0x10', null],
  ['Infinity', null],
  ['1e999', null],
])('the number of %j is %j', (cell, number) => expect(numberOf(cell)).toBe(number));

test('numbers are proposed where the last column has many, and grades are labels', () => {
  const text = column('text', 'text', null, 59);
  expect(suggest([text, column('price', 'number', null, 4)])).toEqual({
    kind: 'score',
    inputs: ['text'],
    output: 'price',
  });
  expect(suggest([text, column('stars', 'number', 5, 1)])).toBeNull();
  expect(suggest([text, column('kind', 'category', 50, 5)])).toBeNull();
  expect(suggest([column('size', 'number', null, 3), column('price', 'number', null, 4)])).toBeNull();
});

describe('a recipe', () => {
  const columns = [column('a', 'text', null, 30), column('b', 'text', null, 30), column('c', 'number', null, 5)];
  const resolve = (request: object) =>
    resolveRecipe({ kind: 'score', inputs: ['a'], output: 'c', ...request }, columns);

  test.each([
    [{ output: 'a' }, 'recipe_output_is_input'],
    [{ output: 'x' }, 'column_unknown'],
    [{ template: 'no column' }, 'template_no_column'],
    [{ inputs: ['a', 'b'], template: '{{a}}' }, 'recipe_input_unused'],
  ])('%j is refused', (request, code) => expect(() => resolve(request)).toThrow(expect.objectContaining({ code })));

  test('makes a text and its number, and nothing to learn where there is none', () => {
    const cellOf = (number: string) => (name: string) => ({ a: ' words ', c: number })[name] ?? '';
    expect(renderExample(resolve({}), cellOf(' $1,200\n'))).toEqual({ prompt: ' words ', completion: '1200' });
    expect(renderExample(resolve({}), cellOf('n/a'))).toEqual({ prompt: ' words ', completion: '' });
    expect(givenRow(resolve({}), cellOf('0.1'))).toMatchObject({ prompt: ' words ', reference: '0.1' });
  });

  test('is asked for by options, split at random, and has batches of its own size', () => {
    expect(requestFromOptions('score', { input: ['a'], output: 'c' })).toMatchObject({ inputs: ['a'], output: 'c' });
    expect(() => requestFromOptions('score', { input: ['a'] })).toThrow(expect.objectContaining({ code: 'bad_input' }));
    expect(meantSplit(resolve({}), { kind: 'auto' })).toEqual({ kind: 'ratio', validation: 0.1, test: 0 });
    expect(taskSettings('regression', 'small').per_device_train_batch_size).toBe(32);
  });
});
