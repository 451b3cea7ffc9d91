import { z } from 'zod';

/** What the values of a column look like; guessed from the rows, never a constraint on them. */
export const ColumnType = z.enum(['text', 'category', 'number', 'boolean', 'date', 'empty']);
export type ColumnType = z.infer<typeof ColumnType>;

/** What the cells of a column hold where they are written in a form of their own: conversations, as JSON (`conversation.ts`). */
export const ColumnFormat = z.enum(['messages']);
export type ColumnFormat = z.infer<typeof ColumnFormat>;

/** What a task needs to know of a data set. Lengths are in UTF-16 code units. */
export const Column = z.object({
  name: z.string(),
  type: ColumnType,
  emptyCells: z.number().int().nonnegative(),
  /** Distinct values seen; `null` once there were too many to keep count of. */
  distinct: z.number().int().nonnegative().nullable(),
  minLength: z.number().int().nonnegative(),
  meanLength: z.number().nonnegative(),
  maxLength: z.number().int().nonnegative(),
  format: ColumnFormat.optional(),
  /** Where cells hold several of a few short values: what stands between them, and how many there are. */
  labels: z.object({ separator: z.string(), distinct: z.number().int().positive() }).optional(),
});
export type Column = z.infer<typeof Column>;

/** Columns with words: text and categories; whatever is not empty where there are none. */
export function wordedColumns(columns: readonly Column[]): Column[] {
  const worded = columns.filter((column) => column.type === 'text' || column.type === 'category');
  return worded.length > 0 ? worded : columns.filter((column) => column.type !== 'empty');
}
