import { AGAIN, LONG } from '../../main/setup/leftOut.ts';

/** As `takesLong`, in the words of Playwright. */
export const takesLong = { tag: `@${LONG}` };

/** As `againBut`, in the words of Playwright. */
export const shownAgain = { tag: `@${AGAIN}` };

export const shownAgainBut =
  (...shown: readonly string[]) =>
  (one: string): { tag: string[] } => ({ tag: shown.includes(one) ? [] : [shownAgain.tag] });
