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

/** How often something random is done: rarely, or as often as who sets `KINDLING_LONG_TESTS` has time for. */
export const fewOr = (few: number, many: number): number =>
  process.env.KINDLING_LONG_TESTS === undefined ? few : many;

/** Cases of `test.each` in two parts, each with its options: those `shown`, by what comes first in each, and those that show the same again. */
export const inTwo = <T>(cases: readonly T[], ...shown: readonly unknown[]): [T[], { tags: string[] }][] => {
  const isShown = (one: T) => shown.includes(Array.isArray(one) ? one[0] : one);
  return [
    [cases.filter(isShown), { tags: [] }],
    [cases.filter((one) => !isShown(one)), { tags: [AGAIN] }],
  ];
};
