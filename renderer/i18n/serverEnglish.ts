import server from './en/server.ts';

/** What only the page of the server says: it comes with it. */
export const serverEnglish = { server };
