import { join } from 'node:path';
import { z } from 'zod';
import { readRunJson } from '../prepare/readElements.ts';

/** In the `data` folder of a prepared run. */
export const LABELS_FILE = 'labels.json';

export const Labels = z.object({
  version: z.literal(1),
  /** In the order of their numbers, with the rows of training that have each, and all of these rows. */
  labels: z.array(z.object({ label: z.string(), trained: z.number().int().nonnegative() })).min(2),
  rows: z.number().int().nonnegative(),
});
export type Labels = z.infer<typeof Labels>;

/** @throws AppError `run_data_damaged` */
export const readRunLabels = (runFolder: string): Promise<Labels> =>
  readRunJson(join(runFolder, 'data', LABELS_FILE), Labels);
