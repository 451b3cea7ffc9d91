import { z } from 'zod';

/**
 * How a version of a data set came about from the one before. Kept with the version, as its recipe. Rows count from 0 in the version
 * before, columns by their names.
 */
export const CellEdit = z.object({
  row: z.number().int().nonnegative(),
  column: z.string(),
  value: z.string().max(1 << 20),
});
export type CellEdit = z.infer<typeof CellEdit>;

const rows = z.array(z.number().int().nonnegative()).min(1).max(1_000_000);

export const DatasetStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import') }),
  z.object({ kind: z.literal('edit_cells'), edits: z.array(CellEdit).min(1).max(100_000) }),
  z.object({ kind: z.literal('delete_rows'), rows }),
  /** Rows that were rejected and put right by hand; `lines` are theirs in the imported file. */
  z.object({
    kind: z.literal('append_rows'),
    rows: z
      .array(z.array(z.string().max(1 << 20)))
      .min(1)
      .max(100_000),
    lines: z.array(z.number().int().positive()),
  }),
]);
export type DatasetStep = z.infer<typeof DatasetStep>;
