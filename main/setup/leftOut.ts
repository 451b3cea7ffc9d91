/**
 * Of tests that show once more what another one shows: on another architecture, engine, format, language or theme. `npm test` leaves them
 * out, `npm run test:whole` runs them, and so does whoever names their file.
 */
export const AGAIN = 'again';

/** Of tests that take long: `npm test`, which has ten minutes on two cores, shows the same in a short form, or a part of it. */
export const LONG = 'long';

/** Tags that `npm test` leaves out. */
export const LEFT_OUT = [AGAIN, LONG] as const;

/** Options of a test that takes long. */
export const takesLong = { tags: [LONG] };

/** Options of tests that are the same for several: of all but `shown`, they show the same again. */
export const againBut =
  (...shown: readonly string[]) =>
  (one: string): { tags: string[] } => ({ tags: shown.includes(one) ? [] : [AGAIN] });
