/** Actions that lead to a page, each with its address in the interface: the palette, the shortcuts and the menu of the shell have these. */
export const PAGE_ACTIONS = {
  goDatasets: '/datasets',
  goTrain: '/runs',
  goModels: '/models',
  goPlayground: '/playground',
  goServer: '/server',
  goTrash: '/trash',
  goSettings: '/settings',
  newRun: '/train/new',
  docs: '/help',
} as const;
export type PageAction = keyof typeof PAGE_ACTIONS;

/** Actions of the page itself that the menu of the shell has, too: it tells the page to do them. */
export const MENU_ACTIONS = [
  'palette',
  'importFile',
  'importFolder',
  'importSample',
  'theme',
  'language',
  'help',
] as const;
export type MenuAction = (typeof MENU_ACTIONS)[number];
