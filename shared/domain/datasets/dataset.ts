import { z } from 'zod';
import { Column } from '../columns.ts';
import { RecipeRequest } from '../tasks/index.ts';
import { CutCell } from './cutCells.ts';
import { DatasetStep } from './datasetStep.ts';

export const Dataset = z.object({
  id: z.string(),
  name: z.string(),
  /** Name of the imported file, without its folder. */
  fileName: z.string(),
  version: z.number().int().positive(),
  rows: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  /** Empty where the format has none; several where files of a folder differ. */
  encoding: z.string(),
  delimiter: z.string(),
  /** An `ImportFormat`. */
  format: z.string(),
  /** What to learn from it where its shape says so: the first guess for a new run. */
  suggestedRecipe: RecipeRequest.optional(),
  columns: z.array(Column),
  createdAt: z.string(),
});
export type Dataset = z.infer<typeof Dataset>;

/** A data set as it was after a step. Versions are never changed; the file of each is written once. */
export const DatasetVersion = z.object({
  version: z.number().int().positive(),
  /** The one it was made from; `null` for an import. */
  parent: z.number().int().positive().nullable(),
  step: DatasetStep,
  rows: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  columns: z.array(Column),
  createdAt: z.string(),
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

/** Why a row was not taken over. `rows in = accepted + rejected`, always. */
export const RejectionReason = z.enum([
  'too_few_fields',
  'too_many_fields',
  'nul_byte',
  'field_too_long',
  'unclosed_quote',
  'text_after_quote',
  'bad_encoding',
  'bad_json',
  'too_deep',
  'not_a_record',
  'bad_conversation',
  'empty_file',
]);
export type RejectionReason = z.infer<typeof RejectionReason>;

/** How much of a rejected row is kept, in UTF-16 code units. */
export const RAW_LENGTH = 10_000;

export const Rejection = z.object({
  /** 1-based line in the file at which the row starts; the row of a sheet or of Parquet, the file of a folder. */
  line: z.number().int().positive(),
  reason: RejectionReason,
  raw: z.string(),
  /** Whether `raw` is only the beginning. */
  cut: z.boolean(),
});
export type Rejection = z.infer<typeof Rejection>;

/** A page of rows; `rows[i][c]` is the cell of row `offset + i` in column `c`, of a long one the beginning. A page may be short. */
export const RowPage = z.object({
  offset: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  rows: z.array(z.array(z.string())),
  cut: z.array(CutCell),
});
export type RowPage = z.infer<typeof RowPage>;

/** What the data worker found out about a file; becomes a `Dataset` once the host has stored it. */
export const ImportSummary = Dataset.pick({
  rows: true,
  rejected: true,
  bytes: true,
  encoding: true,
  delimiter: true,
  format: true,
  suggestedRecipe: true,
  columns: true,
});
export type ImportSummary = z.infer<typeof ImportSummary>;

/** What there is to say of a version's rows. */
export const VersionSummary = DatasetVersion.pick({ rows: true, rejected: true, columns: true });
export type VersionSummary = z.infer<typeof VersionSummary>;

export const StepProgress = z.object({
  event: z.literal('progress'),
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
});
export type StepProgress = z.infer<typeof StepProgress>;

export const ImportProgress = z.object({
  event: z.literal('progress'),
  rows: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  totalBytes: z.number().int().nonnegative(),
});
export type ImportProgress = z.infer<typeof ImportProgress>;
