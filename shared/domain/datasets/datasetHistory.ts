import { z } from 'zod';
import { DatasetStep } from './datasetStep.ts';
import { PersonalDataType } from './personalData.ts';

const StepKind = z.enum(DatasetStep.options.map(({ shape }) => shape.kind.value));

/** A version as the history of a data set shows it: without the cells and rows of its step. */
export const VersionEntry = z.object({
  version: z.number().int().positive(),
  /** `null` for an import, and where the version that it was made from was removed. */
  parent: z.number().int().positive().nullable(),
  kind: StepKind,
  /** How many cells or rows the step changed. */
  changes: z.number().int().nonnegative(),
  /** What a redaction took away; the rest was left on purpose. */
  redacted: z.array(PersonalDataType),
  rows: z.number().int().nonnegative(),
  /** On disk, with its search index. */
  bytes: z.number().int().nonnegative(),
  /** Runs that were trained on it; it cannot be removed then. */
  runs: z.array(z.object({ id: z.string(), name: z.string() })),
  createdAt: z.string(),
});
export type VersionEntry = z.infer<typeof VersionEntry>;

export const DatasetHistory = z.object({
  /** Oldest first. */
  versions: z.array(VersionEntry),
  current: z.number().int().positive(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
});
export type DatasetHistory = z.infer<typeof DatasetHistory>;

/** How many cells or rows a step changed. */
export function stepSize(step: DatasetStep): number {
  if ('edits' in step) return step.edits.length;
  return 'rows' in step ? step.rows.length : 0;
}
