import { z } from 'zod';
import { ColumnType } from '../columns.ts';
import { PersonalDataType } from './personalData.ts';

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

const columns = z.array(z.string()).min(1);
const similarity = z.number().min(0.5).max(1);
const length = z.number().int().nonnegative();
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
  /** No two columns may have one name. */
  z.object({ kind: z.literal('rename_column'), column: z.string(), name: z.string().trim().min(1).max(200) }),
  /** An empty column after the others, to be filled in. */
  z.object({ kind: z.literal('add_column'), column: z.string().trim().min(1).max(200) }),
  /** What a model of this name makes of each row, in columns that come after the others. */
  z.object({ kind: z.literal('add_predictions'), columns, model: z.string() }),
  /** What the values are said to be, whatever they look like; `null` goes by their looks again. No cell changes. */
  z.object({ kind: z.literal('set_column_type'), column: z.string(), type: ColumnType.nullable() }),
  /** Of rows with the same cells, the first is kept. */
  z.object({ kind: z.literal('drop_duplicates') }),
  /** Of rows whose texts in these columns share at least this much (Jaccard), the first is kept. */
  z.object({ kind: z.literal('drop_near_duplicates'), columns, similarity }),
  /** Rows in which one of the columns is empty, or has something in it that stands for nothing, as “n/a” does. */
  z.object({ kind: z.literal('drop_empty_rows'), columns, what: z.enum(['empty', 'nearly_empty']) }),
  /** Lengths in UTF-16 units, bounds included; empty cells are left alone. */
  z.object({
    kind: z.literal('drop_outliers'),
    bounds: z.array(z.object({ column: z.string(), min: length, max: length })).min(1),
  }),
  /** Rows that are kept for validation and that are in training as well. */
  z.object({ kind: z.literal('drop_leaking_rows'), columns, similarity, seed: z.number().int() }),
  /** Only rows whose cell of a column is in one of its languages, or in none that can be told, are kept. */
  z.object({
    kind: z.literal('keep_languages'),
    columns: z.array(z.object({ column: z.string(), languages: z.array(z.string()).min(1) })).min(1),
  }),
  z.object({ kind: z.literal('fix_mojibake') }),
  z.object({ kind: z.literal('strip_html') }),
  z.object({
    kind: z.literal('remove_boilerplate'),
    passages: z
      .array(z.object({ column: z.string(), text: z.string() }))
      .min(1)
      .max(1000),
  }),
  /** Each value becomes a placeholder, the same value the same one. */
  z.object({ kind: z.literal('redact_personal_data'), types: z.array(PersonalDataType).min(1) }),
]);
export type DatasetStep = z.infer<typeof DatasetStep>;

/** Steps that somebody makes by hand; the others are what the doctor offers. */
const BY_HAND = [
  ...(['import', 'edit_cells', 'delete_rows', 'append_rows', 'rename_column'] as const),
  ...(['set_column_type', 'add_column', 'add_predictions'] as const),
] as const;
export type CleaningStep = Exclude<DatasetStep, { kind: (typeof BY_HAND)[number] }>;

export const isByHand = ({ kind }: DatasetStep): boolean => (BY_HAND as readonly string[]).includes(kind);
