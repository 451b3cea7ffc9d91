import { PAGE_ACTIONS, type PageAction } from '../../shared/domain/pageActions.ts';

/** What an action may do: the ways of the interface that it needs. */
export interface ActionContext {
  go(address: string): void;
  importFile(): void;
  importFolder(): void;
  importSample(): void;
  toggleTheme(): void;
  nextLanguage(): void;
  showPalette(): void;
  toggleHelp(): void;
}

/** In the order in which the list of shortcuts and the palette show them. */
const ACTION_GROUPS = ['general', 'go', 'data', 'train', 'grid', 'chart', 'playground'] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

interface ActionData {
  id: string;
  group: ActionGroup;
  /**
   * Its shortcut: one key with its modifiers (`mod` is Ctrl, on a Mac ⌘), or two keys one after the other. What has a shortcut and no `run`
   * belongs to a part of a page, which handles it: it is listed, and the palette does not offer it.
   */
  keys?: readonly [key: string] | readonly [first: string, second: string];
  run?: (context: ActionContext) => void;
}

const page =
  (id: PageAction) =>
  ({ go }: ActionContext): void =>
    go(PAGE_ACTIONS[id]);

/** All that can be done by a key or from the palette. Their words are `app:action.ID`. */
export const ACTIONS = [
  { id: 'palette', group: 'general', keys: ['mod+k'], run: ({ showPalette }) => showPalette() },
  { id: 'help', group: 'general', keys: ['?'], run: ({ toggleHelp }) => toggleHelp() },
  { id: 'docs', group: 'general', keys: ['g', 'h'], run: page('docs') },
  { id: 'theme', group: 'general', run: ({ toggleTheme }) => toggleTheme() },
  { id: 'language', group: 'general', run: ({ nextLanguage }) => nextLanguage() },
  { id: 'goDatasets', group: 'go', keys: ['g', 'd'], run: page('goDatasets') },
  { id: 'goTrain', group: 'go', keys: ['g', 't'], run: page('goTrain') },
  { id: 'goModels', group: 'go', keys: ['g', 'm'], run: page('goModels') },
  { id: 'goPlayground', group: 'go', keys: ['g', 'p'], run: page('goPlayground') },
  { id: 'goServer', group: 'go', keys: ['g', 'v'], run: page('goServer') },
  { id: 'goTrash', group: 'go', keys: ['g', 'x'], run: page('goTrash') },
  { id: 'goSettings', group: 'go', keys: ['g', 's'], run: page('goSettings') },
  { id: 'importFile', group: 'data', run: ({ importFile }) => importFile() },
  { id: 'importFolder', group: 'data', run: ({ importFolder }) => importFolder() },
  { id: 'importSample', group: 'data', run: ({ importSample }) => importSample() },
  { id: 'newRun', group: 'train', keys: ['g', 'n'], run: page('newRun') },
  { id: 'startTraining', group: 'train', keys: ['mod+Enter'] },
  { id: 'completeColumn', group: 'train', keys: ['ctrl+Space'] },
  { id: 'searchRows', group: 'grid', keys: ['/'] },
  { id: 'moveCell', group: 'grid', keys: ['↑ ↓ ← →'] },
  { id: 'editCell', group: 'grid', keys: ['Enter'] },
  { id: 'openCell', group: 'grid', keys: ['shift+Enter'] },
  { id: 'selectRow', group: 'grid', keys: ['Space'] },
  { id: 'deleteRows', group: 'grid', keys: ['Delete'] },
  { id: 'undo', group: 'grid', keys: ['mod+z'] },
  { id: 'redo', group: 'grid', keys: ['mod+shift+z'] },
  { id: 'readChart', group: 'chart', keys: ['← →'] },
  { id: 'readChartFar', group: 'chart', keys: ['PageUp PageDown'] },
  { id: 'readChartEnds', group: 'chart', keys: ['Home End'] },
  { id: 'generate', group: 'playground', keys: ['mod+Enter'] },
  { id: 'stopGenerating', group: 'playground', keys: ['Esc'] },
] as const satisfies readonly ActionData[];

export type ActionId = (typeof ACTIONS)[number]['id'];
export type Action = ActionData & { id: ActionId };

const all: readonly Action[] = ACTIONS;

/** Those that the palette offers. */
export const runnableActions = (): Action[] => all.filter(({ run }) => run !== undefined);

/** `undefined` for what the palette does not offer either. */
export const actionById = (id: ActionId): Action | undefined => runnableActions().find((action) => action.id === id);

/** Those with a shortcut, group by group. */
export function shortcutsByGroup(): [ActionGroup, Action[]][] {
  return ACTION_GROUPS.map((group): [ActionGroup, Action[]] => [
    group,
    all.filter((action) => action.group === group && action.keys !== undefined),
  ]).filter(([, actions]) => actions.length > 0);
}

/** What of a key event a shortcut is told by. */
export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The action of a key, where it is one of the application's own; `first` is the key of a chord that came just before. */
export function actionOf(pressed: Pressed, first: string | null): Action | null {
  if (pressed.altKey) return null;
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  const isMod = pressed.ctrlKey || pressed.metaKey;
  const wanted = isMod ? `mod+${key}` : key;
  return (
    runnableActions().find(({ keys }) => {
      if (!keys) return false;
      return keys.length === 2 ? !isMod && keys[0] === first && keys[1] === key : keys[0] === wanted;
    }) ?? null
  );
}

/** Whether a key begins a chord. */
export const startsChord = ({ key, ctrlKey, metaKey, altKey }: Pressed): boolean =>
  !ctrlKey && !metaKey && !altKey && all.some(({ keys }) => keys?.length === 2 && keys[0] === key);

/** The caps of a shortcut as they are printed: one list for each key that is pressed after another. */
export function keyCaps(keys: readonly string[], isMac: boolean): string[][] {
  const words: Record<string, string> = { mod: isMac ? '⌘' : 'Ctrl', ctrl: 'Ctrl', shift: isMac ? '⇧' : 'Shift' };
  return keys.map((key) =>
    key.includes(' ')
      ? key.split(' ')
      : key.split('+').map((part) => words[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
  );
}
