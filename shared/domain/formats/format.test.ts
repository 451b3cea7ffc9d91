import { expect, test } from 'vitest';
import { optionsSchema } from './format.ts';
import { FORMAT_KINDS, formatTexts, optionDefinitions, parseOptions, snippetsOf } from './index.ts';

const schema = optionsSchema({
  card: { kind: 'switch', default: true },
  dtype: { kind: 'choice', values: ['q8', 'q4'], default: 'q8' },
});

test('options that are left out have their defaults', () => {
  expect(schema.parse({})).toEqual({ card: true, dtype: 'q8' });
  expect(schema.parse({ card: false, dtype: 'q4' })).toEqual({ card: false, dtype: 'q4' });
});

test.each([{ card: 'yes' }, { dtype: 'q5' }, { dtype: true }, { other: true }])('%j is refused', (given) => {
  expect(schema.safeParse(given).success).toBe(false);
});

test.each(FORMAT_KINDS)('%s has words for all that it has, and defaults that it takes', (kind) => {
  for (const language of ['en', 'zh-CN'] as const) {
    const { name, description, options, snippets } = formatTexts(kind, language);
    expect([name, description].every((text) => text !== '')).toBe(true);
    expect(Object.keys(options)).toEqual(Object.keys(optionDefinitions(kind)));
    const shown = snippetsOf(kind, { recipe: { kind: 'continue', template: '{{a}}' } } as never, 'the folder');
    expect(Object.keys(snippets)).toEqual(shown.map((snippet) => snippet.name));
    for (const { text } of shown) expect(text).toContain('the folder');
  }
  expect(parseOptions(kind, {}).success).toBe(true);
});
