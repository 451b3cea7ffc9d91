import { z } from 'zod';
import { EngineInfo } from './engine.ts';
import { Execution } from './execution.ts';
import { SizeName } from './model.ts';
import { Recipe } from './recipe.ts';
import { Budget, TrainingSettings } from './training.ts';

export const RunState = z.enum(['queued', 'preparing', 'training', 'saving', 'done', 'stopped', 'failed']);
export type RunState = z.infer<typeof RunState>;

export const RunError = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.json()),
});
export type RunError = z.infer<typeof RunError>;

/** What the rows became: documents and token ids, each document's separator included. */
export const PreparedData = z.object({
  trainDocuments: z.number().int().nonnegative(),
  trainTokens: z.number().int().nonnegative(),
  validationDocuments: z.number().int().nonnegative(),
  validationTokens: z.number().int().nonnegative(),
});
export type PreparedData = z.infer<typeof PreparedData>;

export const Run = z.object({
  id: z.string(),
  name: z.string(),
  datasetId: z.string(),
  datasetVersion: z.number().int().positive(),
  /** Copied, so that a run still says what it learned from after its data set is gone. */
  datasetName: z.string(),
  recipe: Recipe,
  size: SizeName,
  budget: Budget,
  settings: TrainingSettings,
  state: RunState,
  engine: EngineInfo.nullable(),
  /** How the steps run; `null` until the first one, and in runs of earlier versions. */
  execution: Execution.nullable().default(null),
  parameters: z.number().int().nonnegative(),
  /** `null` until the data has been prepared, and for runs of before it was recorded. */
  prepared: PreparedData.nullable(),
  /** Optimizer steps done. */
  step: z.number().int().nonnegative(),
  firstLoss: z.number().nullable(),
  lastLoss: z.number().nullable(),
  /** Cross-entropy on the validation split, in nats per token. */
  validationLoss: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  modelId: z.string().nullable(),
  error: RunError.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Run = z.infer<typeof Run>;

/** One optimizer step. Losses are mean cross-entropy in nats per token. */
export const StepMetric = z.object({
  step: z.number().int().positive(),
  loss: z.number(),
  learning_rate: z.number(),
  grad_norm: z.number(),
  tokensPerSecond: z.number(),
  /** Milliseconds of training since the run's start. */
  elapsedMs: z.number(),
  /** Milliseconds to go by the budget; `null` while that cannot be told. */
  remainingMs: z.number().nullable(),
});
export type StepMetric = z.infer<typeof StepMetric>;

export const Evaluation = z.object({ step: z.number().int().nonnegative(), validationLoss: z.number() });
export type Evaluation = z.infer<typeof Evaluation>;

/** Text generated from a fixed prompt while training. */
export const Sample = z.object({ step: z.number().int().nonnegative(), prompt: z.string(), text: z.string() });
export type Sample = z.infer<typeof Sample>;

export const Preparation = z.object({
  phase: z.enum(['reading', 'tokenizer', 'encoding', 'engine']),
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
});
export type Preparation = z.infer<typeof Preparation>;

/** What a run's watcher sees. The stream ends after the run has ended. */
export const RunEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('run'), run: Run }),
  z.object({ event: z.literal('preparation'), preparation: Preparation }),
  z.object({ event: z.literal('step'), metric: StepMetric }),
  z.object({ event: z.literal('evaluation'), evaluation: Evaluation }),
  z.object({ event: z.literal('sample'), sample: Sample }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

export function isFinished(state: RunState): boolean {
  return state === 'done' || state === 'stopped' || state === 'failed';
}
