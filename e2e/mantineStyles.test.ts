import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readSources } from './helpers/sourceFiles.ts';

const MANTINE = 'node_modules/@mantine/core';
const LOADED = 'renderer/app/mantineStyles.ts';

const read = (path: string) => readFileSync(path, 'utf8');
/** What `import { A, B as C } from 'path'` gives to the names. */
function* imports(text: string, from: RegExp): Generator<{ name: string; path: string }> {
  for (const [, names = '', path = ''] of text.matchAll(/(?:import|export)\s*\{([^}]+)\}\s*from\s*["']([^"']+)["']/g)) {
    if (!from.test(path)) continue;
    for (const part of names.split(',')) {
      const name = part
        .trim()
        .replace(/^type /, '')
        .split(' as ')
        .at(-1);
      if (name) yield { name, path };
    }
  }
}

/** The components whose own styles a module and all that it imports need. */
function stylesOf(module: string, known: Set<string>): string[] {
  if (known.has(module)) return [];
  known.add(module);
  if (/\.module(\.css)?\.mjs$/.test(module)) return [basename(module).replace(/\.module.*$/, '')];
  return [...read(module).matchAll(/from\s*["'](\.[^"']+)["']/g)].flatMap(([, path = '']) =>
    stylesOf(join(dirname(module), path), known),
  );
}

test('styles are loaded of the components that are used, and of no others', () => {
  const index = new Map(
    Array.from(imports(read(join(MANTINE, 'esm/index.mjs')), /^\./), ({ name, path }) => [name, path]),
  );
  const used = new Set(
    readSources('.', ['renderer']).flatMap(({ text }) =>
      Array.from(imports(text, /^@mantine\/core$/), ({ name }) => name),
    ),
  );
  expect(used.size).toBeGreaterThan(30);
  const known = new Set<string>();
  const needed = [...used].flatMap((name) => {
    const path = index.get(name);
    // Types have no module.
    return path === undefined ? [] : stylesOf(join(MANTINE, 'esm', path), known);
  });
  const stylesheets = needed.filter((name) => existsSync(join(MANTINE, 'styles', `${name}.layer.css`)));
  const loaded = [...read(LOADED).matchAll(/styles\/([\w-]+)\.layer\.css/g)].map(([, name = '']) => name);
  expect([...loaded].sort()).toEqual(
    [...new Set([...stylesheets, 'baseline', 'default-css-variables', 'global'])].sort(),
  );
});
