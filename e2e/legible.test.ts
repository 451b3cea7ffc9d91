import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSources } from './helpers/sourceFiles.ts';

/** What holds no text of its own, or repeats in ink what is said in words. */
const WITHOUT_TEXT = ['.selection', '.token[data-break]::before'];

test('no text is made pale by opacity: what is old is marked otherwise', () => {
  const rules = globSync('renderer/**/*.css').flatMap((path) =>
    Array.from(readFileSync(path, 'utf8').matchAll(/([^{}]+)\{([^{}]*)\}/g), ([, selector = '', body = '']) => ({
      selector: selector.replace(/\/\*.*?\*\//gs, '').trim(),
      body,
    })),
  );
  expect(rules.length).toBeGreaterThan(100);
  const pale = rules.filter(({ body }) => /(^|[;\s])opacity:\s*0?\.\d/.test(body)).map(({ selector }) => selector);
  expect(pale.sort()).toEqual(WITHOUT_TEXT);
  const inline = readSources('.', ['renderer']).filter(({ text }) => /style=\{[^}]*opacity/.test(text));
  expect(inline.map(({ path }) => path)).toEqual([]);
});
