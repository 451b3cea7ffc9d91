import { z } from 'zod';
import { SizeName } from '../architectures/sizes.ts';
import { DatasetStep } from './datasetStep.ts';
import { PersonalDataType } from './personalData.ts';

/** Raised whenever a detector changes: a report by other rules is made anew. */
export const DOCTOR_RULES = 3;

/** How many rows a report itself names; all of them are read page by page. */
export const MOST_FINDING_ROWS = 1000;

export const FindingKind = z.enum([
  'empty_cells',
  'near_empty_cells',
  'duplicates',
  'near_duplicates',
  'leakage',
  'mixed_languages',
  'mojibake',
  'html',
  'outlier_lengths',
  'boilerplate',
  'class_imbalance',
  'left_out_names',
  'too_little_data',
  'personal_data',
]);
export type FindingKind = z.infer<typeof FindingKind>;

/** `severe`: spoils what is learned, or must not be in a model. `warning`: costs quality. `note`: good to know. */
export const Severity = z.enum(['severe', 'warning', 'note']);
export type Severity = z.infer<typeof Severity>;

const count = z.number().int().nonnegative();

/** Where a piece of personal data stands: UTF-16 units of the cell, `end` exclusive. */
export const PersonalSpan = z.object({
  row: count,
  column: z.string(),
  start: count,
  end: count,
  type: PersonalDataType,
});
export type PersonalSpan = z.infer<typeof PersonalSpan>;

/** What else there is to say of a finding, in numbers and words of the data, never in sentences. */
export const FindingDetail = z.discriminatedUnion('about', [
  /** Cells that are concerned, of a column. */
  z.object({ about: z.literal('column'), column: z.string(), cells: count }),
  /** Cells of a column in a language; the first one of a column is the language of most of them. */
  z.object({ about: z.literal('language'), column: z.string(), language: z.string(), cells: count }),
  z.object({ about: z.literal('passage'), column: z.string(), text: z.string(), cells: count }),
  z.object({ about: z.literal('bounds'), column: z.string(), min: count, max: count }),
  /** Rows with a value of a column: the commonest one is told beside the rare ones. */
  z.object({
    about: z.literal('category'),
    column: z.string(),
    value: z.string(),
    cells: count,
    commonest: z.literal(true).optional(),
  }),
  /** Texts of `output` that contain what their row has in `column`, of the rows that have both. */
  z.object({ about: z.literal('kept'), column: z.string(), output: z.string(), cells: count, rows: count }),
  z.object({ about: z.literal('personal'), type: PersonalDataType, spans: count, values: count }),
  /** What was found but cannot be repaired. */
  z.object({ about: z.literal('beyond_repair'), cells: count }),
  /** Rows that are kept for validation, and the seed that chose them. */
  z.object({ about: z.literal('split'), validationRows: count, seed: z.number().int() }),
  /** Only so many rows were compared with one another: memory is bounded. */
  z.object({ about: z.literal('compared'), rows: count }),
  z.object({ about: z.literal('tokens'), tokens: count, wanted: count, size: SizeName }),
]);
export type FindingDetail = z.infer<typeof FindingDetail>;

export const Finding = z.object({
  kind: FindingKind,
  severity: Severity,
  /** Rows concerned, exactly. */
  count,
  /** The first of them, ascending, from 0. */
  rows: z.array(count).max(MOST_FINDING_ROWS),
  columns: z.array(z.string()),
  details: z.array(FindingDetail),
  /** The step that takes the finding away; `null` where nothing but other data helps. */
  fix: DatasetStep.nullable(),
  /** Somebody has looked at it and left it as it is: it counts no more, until it concerns more rows. */
  accepted: z.boolean().optional(),
});
export type Finding = z.infer<typeof Finding>;

/** Findings that were accepted, with the rows that each concerned then. Kept beside the data set, for all its versions. */
export const AcceptedFindings = z.partialRecord(FindingKind, count);
export type AcceptedFindings = z.infer<typeof AcceptedFindings>;

export const DoctorReport = z.object({
  rules: z.number().int(),
  version: z.number().int().positive(),
  rows: count,
  /** Tokens of the text columns, roughly. */
  tokens: count,
  findings: z.array(Finding),
  elapsedMs: z.number().nonnegative(),
  createdAt: z.string(),
});
export type DoctorReport = z.infer<typeof DoctorReport>;

/** A row of a finding. */
export const FindingRow = z.object({
  row: count,
  /** The row that it equals or resembles. */
  other: count.nullable(),
  /** What stands in that row. */
  otherCells: z.array(z.string()).nullable().default(null),
  cells: z.array(z.string()),
});
export type FindingRow = z.infer<typeof FindingRow>;

/** What a step would make of a row: `after` is `null` where the row would go. Of long cells the part around the first difference. */
export const RowPreview = z.object({
  row: count,
  before: z.array(z.string()),
  after: z.array(z.string()).nullable(),
  /** Columns whose cells differ. */
  changed: z.array(count),
});
export type RowPreview = z.infer<typeof RowPreview>;
