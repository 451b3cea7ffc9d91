import trashPage from './en/trashPage.ts';

/** What only the page of the trash says, in its namespace: it comes with it. */
export const trashEnglish = { trash: trashPage };
