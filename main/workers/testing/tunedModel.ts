import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import { AUTO_SPLIT } from '../../../shared/domain/datasets/split.ts';
import type { BaseReference } from '../../../shared/domain/models/base.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { createDatasetFile } from '../../db/datasetFile.ts';
import { fingerprint, statesOf } from '../../formats/fingerprint.ts';
import { GENERATION_CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { CHAT_TEMPLATE_FILE } from '../../formats/huggingface/openFolder.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import { REFERENCE_FILE } from '../../formats/huggingface/referenceFile.ts';
import { openBase } from '../../formats/openBase.ts';
import { prepareRun } from '../../tasks/textGeneration/prepare/prepareRun.ts';
import { trainRun } from '../train/trainRun.ts';
import { writeTinyModel } from './tinyModel.ts';

/** Tokens at which a text of the base may end. */
export const TUNED_ENDS = [0, 2];
const RECIPE = { kind: 'continue' as const, template: '{{name}}' };
const ROWS = Array.from({ length: 60 }, (_, row) => [`${['lamp', 'chair', 'vase'][row % 3]} no ${row}`]);

/** A model that a few real steps were taken with on top of another one, as the library has it. */
export interface TunedModel {
  model: TrainedModel;
  /** The base's folder. */
  base: string;
  /** The model's folder in the library, and the logits in it. */
  source: string;
  reference: string;
}

/** Trains the tiny model on, in this process, on the engine that environment and machine give. */
export async function trainTuned(folder: string, tuning: 'lora' | 'full'): Promise<TunedModel> {
  const [base, run, source] = [join(folder, 'base'), join(folder, 'run'), join(folder, 'library')];
  writeTinyModel(base);
  mkdirSync(run);
  writeFileSync(join(base, CHAT_TEMPLATE_FILE), '{% for message in messages %}{{ message.content }}{% endfor %}');
  writeFileSync(join(base, 'README.md'), '---\nlicense: apache-2.0\n---\n');
  const ends = { ...JSON.parse(readFileSync(join(base, GENERATION_CONFIG_FILE), 'utf8')), eos_token_id: TUNED_ENDS };
  writeFileSync(join(base, GENERATION_CONFIG_FILE), JSON.stringify(ends));
  const { config, license, files } = await openBase(base);
  const paths = files.map(({ path }) => path);
  const reference: BaseReference = {
    ...{ id: 'b', name: 'Tiny', path: base, license },
    ...{ sha256: await fingerprint(paths), files: await statesOf(paths) },
  };
  const dataset = join(folder, 'rows.db');
  const writer = createDatasetFile(dataset, ['name']);
  for (const row of ROWS) writer.append(row);
  writer.finish();
  const contextLength = 16;
  await prepareRun(
    {
      ...{ dataset, recipe: RECIPE, base: reference, vocabSize: config.vocab_size, contextLength, seed: 5 },
      ...{ split: AUTO_SPLIT, truncationSide: 'none', output: run },
    },
    new AbortController().signal,
    () => {},
  );
  const settings = {
    ...defaultSettings('nano'),
    ...{ tuning, lora_rank: 4, lora_alpha: 8, learning_rate: 0.05, warmup_ratio: 0, precision: 'fp32' as const },
    ...{ context_length: contextLength, per_device_train_batch_size: 4, load_best_model_at_end: false, seed: 7 },
  };
  const training = trainRun(
    {
      ...{
        run,
        config,
        base: reference,
        recipe: RECIPE,
        settings,
        budget: { kind: 'steps', steps: 4 },
        extension: null,
      },
      ...{ from: null, resumes: false, samplePrompts: ['a lamp', 'the chair is'], promptLimit: null },
      ...{ fidelityFields: null, output: source },
    },
    { ending: () => null, stored: async () => {} },
  );
  let model: Partial<TrainedModel> = {};
  let trainableParameters: number | null = null;
  for await (const event of training) {
    if (event.event === 'engine') model = { engine: event.engine };
    if (event.event === 'tuning') trainableParameters = event.trainableParameters;
  }
  writeFileSync(join(source, RECIPE_FILE), JSON.stringify({ recipe: RECIPE }));
  return {
    ...{ base, source, reference: join(source, REFERENCE_FILE) },
    model: {
      ...{ id: 'm', name: 'tuned', runId: 'r', datasetId: 'd', datasetName: 'products', recipe: RECIPE, size: 'nano' },
      ...{ config, parameters: countParameters(config), steps: 4, lastLoss: 1, validationLoss: 1, testLoss: null },
      ...{ measures: null, engine: model.engine as TrainedModel['engine'], createdAt: '2026-01-01T00:00:00.000Z' },
      baseline: null,
      base: { ...reference, tuning, trainableParameters },
    },
  };
}
