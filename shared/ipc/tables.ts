import { z } from 'zod';
import { StepProgress } from '../domain/datasets/dataset.ts';
import { DatasetExportFormat } from '../domain/datasets/datasetExport.ts';
import { ImportOptions } from '../domain/datasets/importOptions.ts';
import { Measures } from '../domain/models/measures.ts';
import { FileReference, ModelReference } from './references.ts';

/** Rows that a model is used for: the current version of a data set, or a file that an import would read. */
const TableSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dataset'), id: z.string() }),
  z.object({ kind: z.literal('file'), file: FileReference, options: ImportOptions.optional() }),
]);

export const TableRequest = z.object({
  model: ModelReference,
  source: TableSource,
  /**
   * What becomes of the rows: a file (a path names it; in a folder, or in the home's `exports` where there is none, a free name is found),
   * or the data set's next version.
   */
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), format: DatasetExportFormat, target: FileReference.optional() }),
    z.object({ kind: z.literal('version') }),
  ]),
});
export type TableRequest = z.infer<typeof TableRequest>;

export const TableEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({
    event: z.literal('done'),
    rows: z.number().int().nonnegative(),
    /** Names of the columns that came to the others. */
    columns: z.array(z.string()),
    /** Of the rows that have an answer of their own; empty where the table has none. */
    metrics: Measures,
    /** Rows that have one. */
    measured: z.number().int().nonnegative(),
    /** Rows of a file that could not be read: they are not among the others. */
    rejected: z.number().int().nonnegative(),
    /** The file; `null` for a version. */
    path: z.string().nullable(),
    /** Where a browser can fetch it; `null` outside of the headless shell. */
    download: z.string().nullable(),
  }),
]);
export type TableEvent = z.infer<typeof TableEvent>;
