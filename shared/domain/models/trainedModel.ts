import { z } from 'zod';
import { ModelConfig } from '../architectures/index.ts';
import { SizeName } from '../architectures/sizes.ts';
import { EngineInfo } from '../engines/engine.ts';
import { Recipe } from '../tasks/index.ts';
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

export const ExportFormat = z.enum(['hf']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), step: z.enum(['write', 'verify']), done: z.number(), total: z.number() }),
  z.object({
    event: z.literal('done'),
    path: z.string(),
    files: z.array(z.string()),
    /** Of all files together. */
    bytes: z.number().int().nonnegative(),
    /** The written folder was loaded again and its logits compared; an export that differs is never `done`. */
    verified: z.literal(true),
    /** Largest difference between a logit of the trained model and of the loaded export. */
    maxDifference: z.number().nonnegative(),
    /** Where a browser can fetch the folder as a zip; `null` outside of the headless shell. */
    download: z.string().nullable(),
  }),
]);
export type ExportEvent = z.infer<typeof ExportEvent>;
