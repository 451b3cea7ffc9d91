import { describe, expect, test } from 'vitest';
import { TASK_KINDS, TASKS } from '../../shared/domain/tasks/index.ts';
import { TASK_VIEWS } from './index.ts';

interface Tree {
  [key: string]: string | Tree;
}

const flatten = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** What a task's own components say: in its folder, which is called as its kind. */
const folderOf = (kind: string) => kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const OWN = Object.fromEntries(
  await Promise.all(
    TASK_KINDS.map(async (kind) => [kind, (await import(`./${folderOf(kind)}/ownTexts.ts`)).OWN_TEXTS] as const),
  ),
);

describe.each(TASK_KINDS)('%s', (kind) => {
  const { texts } = TASK_VIEWS[kind];
  const own = OWN[kind] as Record<'en' | 'zh-CN', Tree>;
  const allOf = (language: 'en' | 'zh-CN') =>
    new Map([...flatten(texts[language] as unknown as Tree), ...flatten(own[language], 'own.')]);
  const [en, zh] = [allOf('en'), allOf('zh-CN')];

  test('has the same texts in both languages, with the same placeholders', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [key, text] of zh) expect([key, placeholders(text)]).toEqual([key, placeholders(en.get(key) ?? '')]);
    expect([...en.values(), ...zh.values()].filter((text) => text.trim() === '')).toEqual([]);
  });

  test('has words for each of its recipes', () => {
    expect(Object.keys(texts.en.recipes).sort()).toEqual([...TASKS[kind].recipes].sort());
  });

  test('Chinese says 你 to the user, never 您', () =>
    expect([...zh.values()].filter((text) => text.includes('您'))).toEqual([]));
});
