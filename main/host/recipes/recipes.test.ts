import { describe, expect, test } from 'vitest';
import type { Column, ColumnType } from '../../../shared/domain/columns.ts';
import { resolveRecipe } from '../../../shared/domain/tasks/index.ts';
import { cellsOf, exampleOf } from './recipes.ts';

const column = (name: string, type: ColumnType = 'text'): Column => ({
  ...{ name, type, emptyCells: 0, distinct: 1, minLength: 1, meanLength: 1, maxLength: 1 },
});
const columns = [column('id', 'number'), column('name'), column('kind', 'category'), column('gone', 'empty')];
const refused = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('continue', () => {
  test('takes all text columns in order, one a line', () => {
    expect(resolveRecipe({ kind: 'continue' }, columns)).toEqual({ kind: 'continue', template: '{{name}}\n{{kind}}' });
  });
  test('takes what there is when no column has text', () => {
    expect(resolveRecipe({ kind: 'continue' }, [column('a', 'number'), column('b', 'empty')])).toMatchObject({
      template: '{{a}}',
    });
    expect(() => resolveRecipe({ kind: 'continue' }, [column('b', 'empty')])).toThrow(refused('recipe_no_text_column'));
  });
  test('refuses a template without a column or with an unknown one', () => {
    const template = (text: string) => () => resolveRecipe({ kind: 'continue', template: text }, columns);
    expect(template('only text')).toThrow(refused('template_no_column', { example: '{{id}}' }));
    expect(template('{{name}} {{nmae}}')).toThrow(refused('column_unknown', { column: 'nmae' }));
    expect(template('{{toString}}')).toThrow(refused('column_unknown'));
    expect(template('{{ name }}')()).toMatchObject({ template: '{{ name }}' });
  });
});

describe('complete', () => {
  const complete = (inputs: string[], output: string, template?: string) =>
    resolveRecipe({ kind: 'complete', inputs, output, ...(template === undefined ? {} : { template }) }, columns);

  test('the default prompt names its columns and what is asked', () => {
    expect(complete(['name', 'id', 'name'], 'kind')).toEqual({
      kind: 'complete',
      inputs: ['name', 'id'],
      output: 'kind',
      template: 'name: {{name}}\nid: {{id}}\nkind:',
    });
  });
  test('a column that the template names is an input', () => {
    expect(complete([], 'kind', '{{name}} is a')).toMatchObject({ inputs: ['name'] });
  });
  test.each<[string, string[], string, string | undefined]>([
    ['column_unknown', ['x'], 'kind', undefined],
    ['column_unknown', ['name'], 'x', undefined],
    ['column_unknown', ['name'], 'kind', '{{name}} {{x}}'],
    ['recipe_output_is_input', ['kind'], 'kind', undefined],
    ['recipe_output_is_input', ['name'], 'kind', '{{name}} {{kind}}'],
    ['recipe_input_unused', ['name', 'id'], 'kind', '{{name}}'],
    ['template_no_column', ['name'], 'kind', 'text'],
    ['template_no_column', [], 'kind', undefined],
  ])('%s: %j → %s by %s', (code, inputs, output, template) => {
    expect(() => complete(inputs, output, template)).toThrow(refused(code));
  });
});

test('columns may be called like what every object has', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  const recipe = resolveRecipe(
    { kind: 'complete', inputs: names.slice(0, 2), output: 'toString' },
    names.map((name) => column(name)),
  );
  expect(exampleOf(recipe, names, ['a', 'b', 'c'])).toEqual({
    prompt: '__proto__: a\nconstructor: b\ntoString:',
    completion: ' c',
  });
  expect(cellsOf([], [])('__proto__')).toBe('');
});

test('the text of a cell is never read as a template', () => {
  const recipe = resolveRecipe({ kind: 'continue', template: '{{name}}|{{kind}}' }, columns);
  expect(exampleOf(recipe, ['id', 'name', 'kind', 'gone'], ['1', '{{kind}}', '$& $1 <b>', '']).completion).toBe(
    '{{kind}}|$& $1 <b>',
  );
});
