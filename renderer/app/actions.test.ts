import { describe, expect, test } from 'vitest';
import { MENU_ACTIONS, PAGE_ACTIONS } from '../../shared/domain/pageActions.ts';
import { english } from '../i18n/english.ts';
import {
  ACTIONS,
  type ActionContext,
  actionById,
  actionOf,
  keyCaps,
  runnableActions,
  shortcutsByGroup,
  startsChord,
} from './actions.ts';

const press = (key: string, more: Partial<Parameters<typeof actionOf>[0]> = {}) => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false },
  ...more,
});

function context() {
  const called: string[] = [];
  const note = (name: string) => (argument?: string) => void called.push(argument ?? name);
  const names = [
    'go',
    'importFile',
    'importFolder',
    'importSample',
    'toggleTheme',
    'nextLanguage',
    'showPalette',
    'toggleHelp',
  ];
  return { called, context: Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as ActionContext };
}

test('each action has an id and a shortcut of its own, and does something or is done by its page', () => {
  expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
  const runnable = runnableActions().flatMap(({ keys }) => (keys ? [keys.join(' ')] : []));
  expect(new Set(runnable).size).toBe(runnable.length);
  for (const action of ACTIONS) expect('keys' in action || 'run' in action, action.id).toBe(true);
});

test('what the menu of the desktop application has, the page does, and the page with an address is not among it', () => {
  const { called, context: given } = context();
  for (const id of MENU_ACTIONS) actionById(id)?.run?.(given);
  expect(called).toEqual([
    ...['showPalette', 'importFile', 'importFolder', 'importSample', 'toggleTheme', 'nextLanguage', 'toggleHelp'],
  ]);
  // Whatever the palette offers is in the menu: by its address, or told to the page.
  const inMenu = [...MENU_ACTIONS, ...Object.keys(PAGE_ACTIONS)].sort();
  expect(
    runnableActions()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(inMenu);
});

test('each action has its words', () => {
  expect(Object.keys(english.app.action).sort()).toEqual(ACTIONS.map(({ id }) => id).sort());
});

describe('keys', () => {
  test.each([
    ['k with Ctrl', press('k', { ctrlKey: true }), null, 'palette'],
    ['K with ⌘', press('K', { metaKey: true }), null, 'palette'],
    ['?', press('?'), null, 'help'],
    ['d after g', press('d'), 'g', 'goDatasets'],
    ['n after g', press('n'), 'g', 'newRun'],
    ['d alone', press('d'), null, undefined],
    ['d with Ctrl after g', press('d', { ctrlKey: true }), 'g', undefined],
    ['k alone', press('k'), null, undefined],
    ['a key of the grid', press('Delete'), null, undefined],
    ['Ctrl+Z, which the grid handles', press('z', { ctrlKey: true }), null, undefined],
  ])('%s', (_, pressed, first, id) => {
    expect(actionOf(pressed, first)?.id).toBe(id);
  });

  test('only g begins a chord', () => {
    expect(startsChord(press('g'))).toBe(true);
    expect(startsChord(press('g', { ctrlKey: true }))).toBe(false);
    expect(startsChord(press('d'))).toBe(false);
  });

  test('are printed as they are on the keyboard', () => {
    expect(keyCaps(['mod+shift+z'], false)).toEqual([['Ctrl', 'Shift', 'Z']]);
    expect(keyCaps(['mod+k'], true)).toEqual([['⌘', 'K']]);
    expect(keyCaps(['g', 'd'], false)).toEqual([['G'], ['D']]);
    expect(keyCaps(['← →'], false)).toEqual([['←', '→']]);
  });
});

test('the list of shortcuts has those of the grid, the charts and the playground, too', () => {
  const groups = shortcutsByGroup();
  expect(groups.map(([group]) => group)).toEqual(['general', 'go', 'train', 'grid', 'chart', 'playground']);
  expect(groups.flatMap(([, actions]) => actions.map(({ id }) => id))).toContain('deleteRows');
});

test('actions run by what the context gives them', () => {
  const { context: given, called } = context();
  for (const { run } of runnableActions()) run?.(given);
  expect(called).toEqual(
    expect.arrayContaining(['/datasets', '/train/new', 'importSample', 'toggleTheme', 'showPalette']),
  );
  expect(called).toHaveLength(runnableActions().length);
});
