import { join } from 'node:path';
import { z } from 'zod';
import { architecturesWith } from '../../../shared/domain/architectures/index.ts';
import { Pooling } from '../../../shared/domain/models/embedding.ts';
import { readJson } from '../../files/jsonFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';

/** The field of `config.json` that says how a text's vector is made, where the scores are of that. */
const PooledConfig = z
  .looseObject({
    pooled_classifier: Pooling.nullish(),
    model_type: z.string().optional(),
    num_hidden_layers: z.number().optional(),
  })
  .superRefine(({ pooled_classifier, model_type, num_hidden_layers: last = 0 }, context) => {
    const isEncoder = architecturesWith('encoder').some((type) => type === model_type);
    const beyond = pooled_classifier?.layers?.find((place) => !isEncoder || place > last);
    if (beyond === undefined) return;
    const message = `${beyond} is not among the ${isEncoder ? last + 1 : 0} that can be pooled`;
    context.addIssue({ code: 'custom', path: ['pooled_classifier', 'layers'], message });
  });
export const pooledFields = (pooling: Pooling) => ({ pooled_classifier: pooling });

/** Of a model whose head is a linear layer on a text's vector; `null` for others. @throws AppError `file_not_regular`, `model_invalid` */
export const readModelPooling = async (folder: string): Promise<Pooling | null> =>
  (await readJson(join(folder, CONFIG_FILE), PooledConfig)).pooled_classifier ?? null;
