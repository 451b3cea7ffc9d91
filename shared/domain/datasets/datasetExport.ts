import { z } from 'zod';
import { StepProgress } from './dataset.ts';

/** How a data set is written for other programs. */
export const DatasetExportFormat = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('csv'),
    /** Nothing that a spreadsheet would take for a formula; such cells get an apostrophe, and are no longer what they were. */
    spreadsheetSafe: z.boolean(),
  }),
  z.object({ kind: z.literal('jsonl') }),
  z.object({ kind: z.literal('parquet') }),
]);
export type DatasetExportFormat = z.infer<typeof DatasetExportFormat>;

export const WrittenFile = z.object({
  event: z.literal('done'),
  rows: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type WrittenFile = z.infer<typeof WrittenFile>;

export const DatasetExportEvent = z.discriminatedUnion('event', [
  StepProgress,
  WrittenFile.extend({
    path: z.string(),
    format: DatasetExportFormat,
    /** Where a browser can fetch the file; `null` outside of the headless shell. */
    download: z.string().nullable(),
  }),
]);
export type DatasetExportEvent = z.infer<typeof DatasetExportEvent>;
