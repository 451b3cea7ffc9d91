import { join } from 'node:path';
import { z } from 'zod';
import { Pooling } from '../../../shared/domain/models/embedding.ts';
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

/** The fields of `config.json` that name labels. */
export const labelFields = (labels: readonly string[]) => ({
  id2label: Object.fromEntries(labels.map((label, number) => [number, label])),
  label2id: Object.fromEntries(labels.map((label, number) => [label, number])),
  problem_type: 'single_label_classification',
});

/** The field of `config.json` that says how a text's vector is made, where the scores are of that. */
const PooledConfig = z.looseObject({ pooled_classifier: Pooling.nullish() });
export const pooledFields = (pooling: Pooling) => ({ pooled_classifier: pooling });

/** Of a model whose head is a linear layer on a text's vector; `null` for others. @throws AppError as `readModelLabels` */
export const readModelPooling = async (folder: string): Promise<Pooling | null> =>
  (await readJson(join(folder, CONFIG_FILE), PooledConfig)).pooled_classifier ?? null;

/**
 * The labels of a model's folder, in the order of their numbers.
 *
 * @throws AppError `file_not_regular`, `model_invalid` with the file and the problem
 */
export const readModelLabels = (folder: string): Promise<string[]> => readJson(join(folder, CONFIG_FILE), LabelConfig);
