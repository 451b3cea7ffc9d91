/** Actions that lead to a page, each with its address in the interface: the palette, the shortcuts and the menu of the shell have these. */
export const PAGE_ACTIONS = {
  goDatasets: '/datasets',
  goTrain: '/runs',
  goModels: '/models',
  goPlayground: '/playground',
  goTrash: '/trash',
  goSettings: '/settings',
  newRun: '/train/new',
  docs: '/help',
} as const;
export type PageAction = keyof typeof PAGE_ACTIONS;
