import { z } from 'zod';
import { ModelConfig } from '../architectures/index.ts';
import { SizeName } from '../architectures/sizes.ts';
import { EngineInfo } from '../engines/engine.ts';
import { Recipe } from '../tasks/index.ts';
import { BaseReference } from './base.ts';
import { MeasureReport } from './measures.ts';

/** A model in the library, trained here. Its weights live in a Hugging Face folder. */
export const TrainedModel = z.object({
  id: z.string(),
  name: z.string(),
  runId: z.string(),
  datasetId: z.string(),
  datasetName: z.string(),
  recipe: Recipe,
  size: SizeName,
  config: ModelConfig,
  parameters: z.number().int().positive(),
  /** What it was trained on top of, and how; `null` for one that began with random weights. */
  base: z
    .object({ ...BaseReference.shape, tuning: z.string(), trainableParameters: z.number().int().nullable() })
    .nullable()
    .default(null),
  steps: z.number().int().nonnegative(),
  lastLoss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  /** Measured once, when it was trained; `null` where there was no test split. */
  testLoss: z.number().nullable().default(null),
  /** The newest measurement of how good it is at its own task; `null` for models of earlier versions that were not measured since. */
  measures: MeasureReport.nullable().default(null),
  engine: EngineInfo,
  createdAt: z.string(),
});
export type TrainedModel = z.infer<typeof TrainedModel>;
