import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { textsOf } from '../../main/electron/texts.ts';
import { ELECTRON_CHANNELS } from '../../main/transport/electronChannels.ts';
import { MENU_ACTIONS, PAGE_ACTIONS, type PageAction } from '../../shared/domain/pageActions.ts';
import type { MenuItem } from './standIn.ts';
import { clientOf, type RunningShell, startShell } from './startShell.ts';

/** The menu of the application, against a stand-in for Electron. */

const running: RunningShell[] = [];
const shellWith = async (options: Parameters<typeof startShell>[0] = {}) => {
  const shell = await startShell(options);
  running.push(shell);
  return shell;
};
afterEach(async () => {
  for (const shell of running.splice(0)) await shell.stop();
});

const labelsOf = (items: MenuItem[]): string[] =>
  items.flatMap((item) => [...(item.label ? [item.label] : []), ...labelsOf(item.submenu ?? [])]);
const rolesOf = (items: MenuItem[]): string[] =>
  items.flatMap((item) => [...(item.role ? [item.role] : []), ...rolesOf(item.submenu ?? [])]);

const all = (items: MenuItem[]): MenuItem[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])]);

test('follow the language of the system, then of the user', async () => {
  const { electron, openPage } = await shellWith({ systemLanguages: ['fr-FR', 'zh-Hans-CN', 'en-US'] });
  await vi.waitFor(() => expect(labelsOf(electron.menus.at(-1) ?? [])).toContain('撤销'));
  const client = clientOf(await openPage());
  await client.settings.set({ language: 'en' });
  await vi.waitFor(() => expect(labelsOf(electron.menus.at(-1) ?? [])).toContain('Undo'));
  await client.settings.set({ language: 'zh-CN', theme: 'dark' });
  await vi.waitFor(() => expect(labelsOf(electron.menus.at(-1) ?? [])).toContain('复制'));
  expect(electron.module.nativeTheme.themeSource).toBe('dark');
});

test('lead to the pages that the palette leads to', async () => {
  const { electron } = await shellWith();
  await vi.waitFor(() => expect(electron.menus).not.toHaveLength(0));
  const items = all(electron.menus.at(-1) ?? []);
  for (const [id, address] of Object.entries(PAGE_ACTIONS)) {
    const item = items.find(({ label }) => label === textsOf('en').menu.pages[id as PageAction]);
    item?.click?.();
    await vi.waitFor(() => expect(electron.windows.at(-1)?.loaded.at(-1), id).toMatch(new RegExp(`#${address}$`)));
  }
});

test('have the page do what the palette does, now or as soon as it is there', async () => {
  const { electron, openPage } = await shellWith({ systemLanguages: ['zh-CN'] });
  await vi.waitFor(() => expect(electron.menus).not.toHaveLength(0));
  const choose = (id: (typeof MENU_ACTIONS)[number]) =>
    all(electron.menus.at(-1) ?? [])
      .find(({ label }) => label === textsOf('zh-CN').menu.actions[id])
      ?.click?.();
  const done: string[] = [];
  const bridge = await openPage();
  // The preload is there, and the script of the page not yet.
  choose('palette');
  bridge.onMenuAction((action) => done.push(action));
  expect(done).toEqual(['palette']);
  const contents = electron.windows.at(-1)?.webContents;
  if (!contents) throw new Error('there is no window');
  contents.loading = true;
  choose('theme');
  expect(done).toEqual(['palette']);
  contents.loading = false;
  contents.emit('did-finish-load');
  for (const id of MENU_ACTIONS) choose(id);
  expect(done).toEqual(['palette', 'theme', ...MENU_ACTIONS]);
  // What no list names is told to no page.
  contents.send(ELECTRON_CHANNELS.menuAction, 'format the disk');
  expect(done).toHaveLength(2 + MENU_ACTIONS.length);
});

test('have no shortcut but those of the roles: the page handles its own', async () => {
  const { electron } = await shellWith();
  await vi.waitFor(() => expect(electron.menus).not.toHaveLength(0));
  expect(all(electron.menus.at(-1) ?? []).filter(({ accelerator }) => accelerator !== undefined)).toEqual([]);
  const labels = all(electron.menus.at(-1) ?? []).flatMap(({ label }) => label ?? []);
  expect(new Set(labels).size, 'each is there once').toBe(labels.length);
});

test('have the standard roles, each with a label, and developer tools only from source', async () => {
  const { electron } = await shellWith();
  await vi.waitFor(() => expect(electron.menus).not.toHaveLength(0));
  const menu = electron.menus.at(-1) ?? [];
  expect(rolesOf(menu)).toEqual(
    expect.arrayContaining(['close', 'quit', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'togglefullscreen']),
  );
  expect(rolesOf(menu)).not.toContain('toggleDevTools');
  const unlabelled = (items: MenuItem[]): MenuItem[] =>
    items.flatMap((item) => [
      ...(item.type !== 'separator' && !item.label ? [item] : []),
      ...unlabelled(item.submenu ?? []),
    ]);
  expect(unlabelled(menu)).toEqual([]);

  const fromSource = await shellWith({ packaged: false });
  await vi.waitFor(() => expect(rolesOf(fromSource.electron.menus.at(-1) ?? [])).toContain('toggleDevTools'));
});

test('open the data folder', async () => {
  const { electron, home } = await shellWith();
  await vi.waitFor(() => expect(electron.menus).not.toHaveLength(0));
  const help = electron.menus.at(-1)?.at(-1)?.submenu ?? [];
  for (const item of help) item.click?.();
  expect(electron.openedFolders).toEqual([home, join(home, 'logs')]);
});
