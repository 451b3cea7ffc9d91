import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnReference, parseTemplate, renderTemplate, templateColumns, templateText } from './template.ts';
import { defaultCompleteTemplate, defaultContinueTemplate } from './textGeneration/recipe.ts';

const name = fc
  .array(fc.constantFrom('{', '}', '\\', 'a', ' ', '{{', '}}', 'é', '\n'), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join('').trim());

test('any name can be referred to, and any text stands as itself', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 5 }), (pairs) => {
      const template = pairs.map(([text, column]) => `${templateText(text)};${columnReference(column)}`).join(';');
      const cells = renderTemplate(template, (column) => `<${column}>`);
      expect(cells).toBe(pairs.map(([text, column]) => `${text};<${column}>`).join(';'));
    }),
    { numRuns: 2000, seed: 4 },
  );
});

test('default templates name every column, whatever its braces', () => {
  const columns = ['price {USD}', '{{x}}', 'a\\b', '{', 'plain'];
  expect(templateColumns(defaultContinueTemplate(columns))).toEqual(columns);
  const prompt = defaultCompleteTemplate(columns, 'text {{EN}}');
  expect(templateColumns(prompt)).toEqual(columns);
  expect(renderTemplate(prompt, () => '{{plain}}')).toBe(
    `${columns.map((column) => `${column}: {{plain}}`).join('\n')}\ntext {{EN}}:`,
  );
});

test('what was written before there were braces in names means the same', () => {
  expect(parseTemplate('{{ name }}: {x} {{}} {{{b}}} \\n {{open')).toEqual([
    { kind: 'column', name: 'name' },
    { kind: 'text', text: ': {x} ' },
    { kind: 'column', name: '' },
    { kind: 'text', text: ' {' },
    { kind: 'column', name: 'b' },
    { kind: 'text', text: '} \\n {{open' },
  ]);
  expect(columnReference('name')).toBe('{{name}}');
});
