import { z } from 'zod';

/** What the values of a column look like; guessed from the rows, never a constraint on them. */
export const ColumnType = z.enum(['text', 'category', 'number', 'boolean', 'date', 'empty']);
export type ColumnType = z.infer<typeof ColumnType>;
