/**
 * Of tests that show once more what another one shows: on another architecture, engine, format, language or theme. `npm test` leaves them
 * out, `npm run test:whole` runs them, and so does whoever names their file.
 */
export const AGAIN = 'again';

/** Options of tests that are the same for several: of all but `shown`, they show the same again. */
export const againBut =
  (...shown: readonly string[]) =>
  (one: string): { tags: string[] } => ({ tags: shown.includes(one) ? [] : [AGAIN] });
