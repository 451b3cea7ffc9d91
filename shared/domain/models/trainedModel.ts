import { z } from 'zod';
import { ModelConfig } from '../architectures/index.ts';
import { SizeName } from '../architectures/sizes.ts';
import { EngineInfo } from '../engines/engine.ts';
import { Recipe } from '../tasks/index.ts';
import { BaseReference } from './base.ts';
import { MeasureReport, RivalName } from './measures.ts';

/** A model in the library, trained here. Its weights live in a Hugging Face folder, or in a baseline's own (`main/formats/linear`). */
export const TrainedModel = z.object({
  id: z.string(),
  name: z.string(),
  runId: z.string(),
  datasetId: z.string(),
  datasetName: z.string(),
  recipe: Recipe,
  size: SizeName,
  /** `null` for a baseline, which has no network. */
  config: ModelConfig.nullable(),
  parameters: z.number().int().positive(),
  /** What it was trained on top of, and how; `null` for one that began with random weights. */
  base: z
    .object({ ...BaseReference.shape, tuning: z.string(), trainableParameters: z.number().int().nullable() })
    .nullable()
    .default(null),
  /** A cheap model that was trained beside its run and kept as one of its own, and how many pieces of texts it knows; `null` for a network. */
  baseline: z.object({ name: RivalName, features: z.number().int().nonnegative() }).nullable().default(null),
  steps: z.number().int().nonnegative(),
  lastLoss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  /** Measured once, when it was trained; `null` where there was no test split. */
  testLoss: z.number().nullable().default(null),
  /** The newest measurement of how good it is at its own task; `null` for models of earlier versions that were not measured since. */
  measures: MeasureReport.nullable().default(null),
  /** What it was trained with; `null` for a baseline, which needs none. */
  engine: EngineInfo.nullable(),
  createdAt: z.string(),
});
export type TrainedModel = z.infer<typeof TrainedModel>;

/** A model that is a network: what it is made of is known, and what it was trained with. */
export type NetworkModel = TrainedModel & { config: ModelConfig; engine: EngineInfo };

export const isNetwork = (model: TrainedModel): model is NetworkModel => model.config !== null && model.engine !== null;
