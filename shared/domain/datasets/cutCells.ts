import { z } from 'zod';

/** Characters (UTF-16 units) of a cell that an answer has at most, unless it is asked for more. */
export const MOST_SHOWN = 2000;
/** Of a whole cell that is asked for by itself. */
export const MOST_OF_CELL = 1 << 20;

/** A cell of which an answer has the beginning only; `datasets.cell` gives the whole of it. */
export const CutCell = z.object({
  /** Its row's place in the answer. */
  row: z.number().int().nonnegative(),
  column: z.number().int().nonnegative(),
  /** Of the whole cell, in UTF-16 units. */
  length: z.number().int().positive(),
});
export type CutCell = z.infer<typeof CutCell>;

/** A whole cell, or the first `MOST_OF_CELL` units of it where it is longer. */
export const WholeCell = z.object({ text: z.string(), length: z.number().int().nonnegative() });
export type WholeCell = z.infer<typeof WholeCell>;

/** The beginning of a text, without half of a character at its end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
