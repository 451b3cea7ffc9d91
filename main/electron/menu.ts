import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type MenuAction, PAGE_ACTIONS, type PageAction } from '../../shared/domain/pageActions.ts';
import type { ShellTexts } from './texts.ts';

export interface MenuActions {
  openHome(): void;
  openLogs(): void;
  /** Brings the window to the front with a page of the interface. */
  showPage(address: string): void;
  /** Brings the window to the front and has its page do what the palette does. */
  act(action: MenuAction): void;
}

interface MenuOptions {
  texts: ShellTexts;
  actions: MenuActions;
  /** Developer tools are for a studio that runs from source. */
  developerTools: boolean;
  platform?: NodeJS.Platform;
}

/**
 * Puts up the application menu: Electron's standard roles, which bring their keyboard shortcuts, and the pages and actions that the palette
 * has, in the user's language. Keys of these are the page's own: a menu that took them as well would do each thing twice.
 */
export function setupMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

function menuTemplate({ texts, actions, developerTools, platform = process.platform }: MenuOptions) {
  const { menu } = texts;
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = platform === 'darwin';
  const page = (id: PageAction): MenuItemConstructorOptions => ({
    label: menu.pages[id],
    click: () => actions.showPage(PAGE_ACTIONS[id]),
  });
  const act = (id: MenuAction): MenuItemConstructorOptions => ({
    label: menu.actions[id],
    click: () => actions.act(id),
  });
  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: menu.about },
      separator,
      { role: 'services', label: menu.services },
      separator,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      separator,
      { role: 'quit', label: menu.quit },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: menu.file,
    submenu: [
      page('newRun'),
      separator,
      act('importFile'),
      act('importFolder'),
      act('importSample'),
      separator,
      { role: 'close', label: menu.closeWindow },
      ...(isMac ? [] : [{ role: 'quit', label: menu.quit } as const]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: menu.edit,
    submenu: [
      { role: 'undo', label: menu.undo },
      { role: 'redo', label: menu.redo },
      separator,
      { role: 'cut', label: menu.cut },
      { role: 'copy', label: menu.copy },
      { role: 'paste', label: menu.paste },
      { role: 'pasteAndMatchStyle', label: menu.pasteAsText },
      { role: 'delete', label: menu.delete },
      { role: 'selectAll', label: menu.selectAll },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: menu.view,
    submenu: [
      act('palette'),
      separator,
      act('theme'),
      act('language'),
      separator,
      { role: 'reload', label: menu.reload },
      ...(developerTools ? [{ role: 'toggleDevTools', label: menu.developerTools } as const] : []),
      separator,
      { role: 'resetZoom', label: menu.actualSize },
      { role: 'zoomIn', label: menu.zoomIn },
      { role: 'zoomOut', label: menu.zoomOut },
      separator,
      { role: 'togglefullscreen', label: menu.fullScreen },
    ],
  };
  const { newRun: _, docs: __, ...places } = PAGE_ACTIONS;
  const go: MenuItemConstructorOptions = { label: menu.go, submenu: (Object.keys(places) as PageAction[]).map(page) };
  const window: MenuItemConstructorOptions = {
    role: 'window',
    label: menu.window,
    submenu: [
      { role: 'minimize', label: menu.minimize },
      ...(isMac
        ? [{ role: 'zoom', label: menu.zoom } as const, separator, { role: 'front', label: menu.bringToFront } as const]
        : []),
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: menu.help,
    submenu: [
      page('docs'),
      act('help'),
      separator,
      { label: menu.openHome, click: () => actions.openHome() },
      { label: menu.openLogs, click: () => actions.openLogs() },
      ...(isMac ? [] : [separator, { role: 'about', label: menu.about } as const]),
    ],
  };
  return [...(isMac ? [application] : []), file, edit, view, go, window, help];
}
