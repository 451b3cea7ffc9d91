import help from './en/help.ts';

/** What only the pages of help say, in the namespace of the app: it comes with them. */
export const helpEnglish = { app: help };
