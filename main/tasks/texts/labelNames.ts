import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../files/jsonFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';

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
 * The fields of `config.json` that name labels.
 *
 * @param problem whether a text has one of them or any number
 */
export const labelFields = (
  labels: readonly string[],
  problem: 'single_label_classification' | 'multi_label_classification',
) => ({
  id2label: Object.fromEntries(labels.map((label, number) => [number, label])),
  label2id: Object.fromEntries(labels.map((label, number) => [label, number])),
  problem_type: problem,
});

/**
 * The labels of a model's folder, in the order of their numbers.
 *
 * @throws AppError `file_not_regular`, `model_invalid` with the file and the problem
 */
export const readModelLabels = (folder: string): Promise<string[]> => readJson(join(folder, CONFIG_FILE), LabelConfig);
