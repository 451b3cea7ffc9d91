import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../files/jsonFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
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

/** The fields of `config.json` that name labels, any number of which a text may have. */
export const labelFields = (labels: readonly string[]) => ({
  id2label: Object.fromEntries(labels.map((label, number) => [number, label])),
  label2id: Object.fromEntries(labels.map((label, number) => [label, number])),
  problem_type: 'multi_label_classification',
});

/** More than anybody has. */
const MOST_LABELS = 100_000;

/** Names by their numbers as texts, from 0 without a gap. */
const LabelConfig = z
  .looseObject({ id2label: z.record(z.string(), z.string()) })
  .transform(({ id2label }, context): string[] => {
    const count = Object.keys(id2label).length;
    const labels = Array.from({ length: Math.min(count, MOST_LABELS) }, (_, number) => id2label[number]);
    const found = labels.filter((label) => label !== undefined);
    if (found.length === count && count >= 2) return found;
    context.addIssue({ code: 'custom', path: ['id2label'], message: 'its labels are not numbered from 0 on' });
    return z.NEVER;
  });

/**
 * The labels of a model's folder, in the order of their numbers.
 *
 * @throws AppError `file_not_regular`, `model_invalid` with the file and the problem
 */
export const readModelLabels = (folder: string): Promise<string[]> => readJson(join(folder, CONFIG_FILE), LabelConfig);
