import actions from './en/actions.ts';

/** What actions are called, in the namespace of the app: it comes with palette and shortcuts. */
export const actionsEnglish = { app: actions };
