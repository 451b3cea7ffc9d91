import { describe, expect, test } from 'vitest';
import { architecturesWith, createConfig } from '../../architectures/index.ts';
import type { Column } from '../../columns.ts';
import { givenRow, meantSplit, renderExample, requestFromOptions, resolveRecipe, taskSettings } from '../index.ts';
import { textClassification } from './index.ts';
import { suggest } from './suggest.ts';

const column = (name: string, type: Column['type'], distinct: number | null, meanLength: number): Column => ({
  ...{ name, type, distinct, meanLength, emptyCells: 0, minLength: 1, maxLength: 2 * Math.ceil(meanLength) },
});

describe('what is proposed for columns', () => {
  test.each([
    ['intents', [column('text', 'text', null, 59), column('category', 'category', 77, 21)], ['text']],
    [
      'reviews with a number of the product',
      [column('product', 'text', 3989, 10), column('review', 'text', null, 394), column('score', 'category', 2, 5)],
      ['review'],
    ],
    ['grades', [column('review', 'text', null, 200), column('stars', 'number', 5, 1)], ['review']],
  ])('labels: %s', (_, columns, inputs) => {
    expect(suggest(columns)).toEqual({ kind: 'classify', inputs, output: columns.at(-1)?.name });
  });

  test.each([
    ['a description from facts', [column('name', 'text', null, 20), column('description', 'text', null, 200)]],
    ['prices', [column('text', 'text', null, 50), column('price', 'number', 900, 4)]],
    ['one value', [column('text', 'text', null, 50), column('label', 'category', 1, 4)]],
    ['no text', [column('kind', 'category', 4, 5), column('label', 'category', 2, 4)]],
  ])('no labels: %s', (_, columns) => expect(suggest(columns)).toBeNull());
});

describe('a recipe', () => {
  const columns = [column('a', 'text', null, 30), column('b', 'text', null, 30), column('c', 'category', 3, 5)];
  const resolve = (request: object) =>
    resolveRecipe({ kind: 'classify', inputs: ['a'], output: 'c', ...request }, columns);

  test('reads one column as it is, and several by name', () => {
    expect(resolve({})).toEqual({ kind: 'classify', inputs: ['a'], output: 'c', template: '{{a}}' });
    expect(resolve({ inputs: ['a', 'b'] })).toMatchObject({ template: 'a: {{a}}\nb: {{b}}' });
  });

  test.each([
    [{ output: 'a' }, 'recipe_output_is_input'],
    [{ output: 'x' }, 'column_unknown'],
    [{ template: 'no column' }, 'template_no_column'],
    [{ inputs: ['a', 'b'], template: '{{a}}' }, 'recipe_input_unused'],
  ])('%j is refused', (request, code) => expect(() => resolve(request)).toThrow(expect.objectContaining({ code })));

  test('makes a text and its label, without the white space around it', () => {
    const cell = (name: string) => ({ a: ' words ', c: ' great\n' })[name] ?? '';
    expect(renderExample(resolve({}), cell)).toEqual({ prompt: ' words ', completion: 'great' });
    expect(givenRow(resolve({}), cell)).toMatchObject({ prompt: ' words ', reference: 'great' });
  });

  test('is asked for by options, split by label, and has batches of its own size', () => {
    expect(requestFromOptions('classify', { input: ['a'], output: 'c' })).toMatchObject({ inputs: ['a'], output: 'c' });
    expect(() => requestFromOptions('classify', { input: ['a'] })).toThrow(
      expect.objectContaining({ code: 'bad_input' }),
    );
    expect(meantSplit(resolve({}), { kind: 'auto' })).toMatchObject({ kind: 'stratified', column: 'c' });
    expect(meantSplit(resolve({}), { kind: 'ratio', validation: 0.2, test: 0 }).kind).toBe('ratio');
    expect(taskSettings('text-classification', 'small').per_device_train_batch_size).toBe(32);
  });
});

test('each architecture has a class of transformers for it', () => {
  const names = architecturesWith('decoder').map((type) =>
    textClassification.model.className(createConfig(type, 'nano', 8)),
  );
  expect(names.slice(0, 2)).toEqual(['LlamaForSequenceClassification', 'GPT2ForSequenceClassification']);
  for (const name of names) expect(name).toMatch(/^[A-Z]\w+ForSequenceClassification$/);
});

test('rare labels count as much as common ones where that is asked for', () => {
  const given = { input: ['review'], output: 'mood', 'class-weights': 'balanced' };
  const request = requestFromOptions('classify', given);
  expect(request).toMatchObject({ classWeight: 'balanced' });
  expect(requestFromOptions('classify', { ...given, 'class-weights': 'none' })).not.toHaveProperty('classWeight');
  expect(() => requestFromOptions('classify', { ...given, 'class-weights': 'some' })).toThrow(/--class-weights/);
});

test('words join in from the start where that is asked for, and only then', () => {
  const given = { input: ['review'], output: 'mood' };
  expect(requestFromOptions('classify', { ...given, words: 'together' })).toMatchObject({ words: 'together' });
  expect(requestFromOptions('classify', { ...given, words: 'beside' })).not.toHaveProperty('words');
  expect(() => requestFromOptions('classify', { ...given, words: 'yes' })).toThrow(/--words/);
});
