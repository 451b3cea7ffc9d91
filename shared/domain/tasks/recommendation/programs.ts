import type { Recommends } from '../programs.ts';

/** Items that come next. */
export const programs: Recommends = { form: 'recommends' };
