import { AGAIN } from '../../main/setup/shownAgain.ts';

/** As `againBut`, in the words of Playwright. */
export const shownAgain = { tag: `@${AGAIN}` };

export const shownAgainBut =
  (...shown: readonly string[]) =>
  (one: string): { tag: string[] } => ({ tag: shown.includes(one) ? [] : [shownAgain.tag] });
