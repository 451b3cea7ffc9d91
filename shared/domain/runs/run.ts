import { z } from 'zod';
import { RunModel } from '../architectures/runModel.ts';
import { SizeName } from '../architectures/sizes.ts';
import { ConversationCounts } from '../datasets/conversation.ts';
import { AUTO_SPLIT, Split } from '../datasets/split.ts';
import { EngineInfo } from '../engines/engine.ts';
import { Execution } from '../engines/execution.ts';
import { MeasureReport, Measures } from '../models/measures.ts';
import { Recipe } from '../tasks/index.ts';
import { PromptLimit } from '../tasks/promptRoom.ts';
import { EVALUATION_METRICS, type METRICS, type MetricName, metricOf, STEP_METRICS, USAGE_METRICS } from './metrics.ts';
import { Budget, TrainingSettings } from './training.ts';

/**
 * `paused`: set aside by the user, or because the disk was full. `interrupted`: its process or the studio ended, by whatever cause.
 * `stopped`: ended by the user, its model kept. All three, and `failed`, can go on from their last checkpoint where there is one.
 */
export const RunState = z.enum([
  ...(['queued', 'preparing', 'training', 'saving'] as const),
  ...(['paused', 'interrupted', 'done', 'stopped', 'failed'] as const),
]);
export type RunState = z.infer<typeof RunState>;

const RunError = z.object({
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
  testDocuments: z.number().int().nonnegative().default(0),
  testTokens: z.number().int().nonnegative().default(0),
  /** Documents that are in no split, because their text does not keep what the recipe says; absent where it says nothing. */
  leftOut: z.number().int().nonnegative().optional(),
  /** Documents whose prompt leaves no room for an answer in the context: cut where `promptLimit` says so, else never seen whole. */
  promptsTooLong: z.number().int().nonnegative().default(0),
  /** Tokens that prompts were cut to, the END_OF_TEXT before them included; `null` where none is cut. */
  promptLimit: PromptLimit.nullable().default(null),
  /** Where conversations are learned. */
  conversations: ConversationCounts.optional(),
});
export type PreparedData = z.infer<typeof PreparedData>;

/** What a run can go on from: parameters, optimizer state, and all else that makes the next step the same as without a break. */
export const Checkpoint = z.object({
  step: z.number().int().nonnegative(),
  /** Milliseconds of training before it. */
  elapsedMs: z.number().nonnegative(),
  /** Of the evaluation at this step; `null` where there was none. */
  validationLoss: z.number().nullable(),
  /** Of the best evaluation so far: its model is kept. */
  best: z.boolean(),
  bytes: z.number().int().nonnegative(),
  createdAt: z.string(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/**
 * A longer budget, given to a run at `step`: from there on the learning rate follows the schedule of the new budget, to which it moves in a
 * straight line over the first twentieth of what was added.
 */
export const Extension = z.object({
  step: z.number().int().nonnegative(),
  elapsedMs: z.number().nonnegative(),
  learning_rate: z.number().nonnegative(),
  /** What the run had before. */
  previous: Budget,
});
export type Extension = z.infer<typeof Extension>;

/** The evaluation whose model is kept: of the lowest validation loss, or of the best `measured` figure of the task, where that was asked for. */
export const BestEvaluation = z.object({
  step: z.number().int().nonnegative(),
  validationLoss: z.number(),
  measured: z.number().optional(),
});
export type BestEvaluation = z.infer<typeof BestEvaluation>;

export const EndReason = z.enum(['budget', 'stopped', 'early_stopping']);
export type EndReason = z.infer<typeof EndReason>;

export const Run = z.object({
  id: z.string(),
  name: z.string(),
  datasetId: z.string(),
  datasetVersion: z.number().int().positive(),
  /** Copied, so that a run still says what it learned from after its data set is gone. */
  datasetName: z.string(),
  recipe: Recipe,
  split: Split.default(AUTO_SPLIT),
  size: SizeName,
  model: RunModel,
  budget: Budget,
  settings: TrainingSettings,
  state: RunState,
  engine: EngineInfo.nullable(),
  /** What computed the steps before it was resumed with another engine or on another device; else `null`. */
  engineBefore: EngineInfo.nullable().default(null),
  /** How the steps run; `null` until the first one, and in runs of earlier versions. */
  execution: Execution.nullable().default(null),
  parameters: z.number().int().nonnegative(),
  /** Those that are trained; `null` until it has begun to, and for runs of earlier versions, which trained all. */
  trainableParameters: z.number().int().nonnegative().nullable().default(null),
  /** `null` until the data has been prepared, and for runs of before it was recorded. */
  prepared: PreparedData.nullable(),
  /** Optimizer steps done. */
  step: z.number().int().nonnegative(),
  firstLoss: z.number().nullable(),
  lastLoss: z.number().nullable(),
  /**
   * Cross-entropy on the validation split, in nats per token: of the newest evaluation, and in the end of the kept model. It is the one
   * number that stands for the run wherever one is shown.
   */
  validationLoss: z.number().nullable(),
  /** The part of the validation split that `validationLoss` is on, from 0 to 1: all of it in the end; `null` where it is not known. */
  validationShare: z.number().min(0).max(1).nullable().default(null),
  /** The part that evaluations along the way are on, always the same one. */
  evaluationShare: z.number().min(0).max(1).nullable().default(null),
  /** Of the kept model on the test split; `null` before the end, and where there is no such split. */
  testLoss: z.number().nullable().default(null),
  /** How good the kept model is at its own task; `null` before the end, and for runs of earlier versions. */
  measures: MeasureReport.nullable().default(null),
  /** Input columns that were chosen to count for field fidelity; `null` takes the one that is like a name. */
  fidelityFields: z.array(z.string()).nullable().default(null),
  tokensPerSecond: z.number().nullable(),
  tags: z.array(z.string()).default([]),
  /** Those on disk, ascending. */
  checkpoints: z.array(Checkpoint).default([]),
  /** On the part of the validation split that evaluations along the way take. */
  best: BestEvaluation.nullable().default(null),
  extension: Extension.nullable().default(null),
  /** Why training came to its end; `null` while it has not. */
  endReason: EndReason.nullable().default(null),
  /** The checkpoint that it last went on from. */
  resumedFromStep: z.number().int().nonnegative().nullable().default(null),
  /** The checkpoint that the user chose to go on from, until training has got beyond it; `null` is the newest one. */
  resumeFrom: z.number().int().nonnegative().nullable().default(null),
  /** How often training was begun or gone on with. */
  attempts: z.number().int().nonnegative().default(0),
  /** The batch size that was asked for, where running out of memory has lowered it. */
  loweredFrom: z.number().int().positive().nullable().default(null),
  /** Place in the queue, lowest first. */
  queuePosition: z.number().default(0),
  /** Process that trains; `null` when none does. */
  workerPid: z.number().int().nullable().default(null),
  /** Milliseconds of training, evaluations and texts included, breaks left out. */
  elapsedMs: z.number().nonnegative().default(0),
  /** SHA-256 of the model's weights (its safetensors file), in hexadecimal. */
  weightsSha256: z.string().nullable().default(null),
  modelId: z.string().nullable(),
  error: RunError.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Run = z.infer<typeof Run>;

/** Milliseconds of training since the run's start. */
const elapsedMs = z.number();

type Figures<N extends MetricName, Missing> = {
  [K in N]: (typeof METRICS)[K] extends { always: true } ? z.ZodNumber : Missing;
};
const figures = <N extends MetricName, M extends z.ZodType>(names: readonly N[], missing: (schema: z.ZodNumber) => M) =>
  Object.fromEntries(
    names.map((name) => [name, metricOf(name).always ? z.number() : missing(z.number())]),
  ) as unknown as Figures<N, M>;

/** One optimizer step. Losses are mean cross-entropy in nats per token. */
export const StepMetric = z.object({
  step: z.number().int().positive(),
  ...figures(STEP_METRICS, (schema) => schema.optional()),
  elapsedMs,
  /** Milliseconds to go by the budget; `null` while that cannot be told. */
  remainingMs: z.number().nullable(),
});
export type StepMetric = z.infer<typeof StepMetric>;

export const Evaluation = z.object({
  step: z.number().int().nonnegative(),
  ...figures(EVALUATION_METRICS, (schema) => schema.optional()),
  /** Of texts for a few rows that were kept for validation. Left out by evaluations of earlier versions. */
  metrics: Measures.optional(),
  elapsedMs: elapsedMs.nonnegative().optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** Text generated from a fixed prompt while training. */
export const Sample = z.object({ step: z.number().int().nonnegative(), prompt: z.string(), text: z.string() });
export type Sample = z.infer<typeof Sample>;

/** What goes on where there are no steps to tell of. `vectors` and `head`: of training on a frozen body, in place of its steps. */
export const Preparation = z.object({
  phase: z.enum(['reading', 'tokenizer', 'encoding', 'baselines', 'engine', 'vectors', 'head']),
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
  /** Milliseconds to go; absent where nobody can tell. */
  remainingMs: z.number().nonnegative().optional(),
  /** Milliseconds that it has taken so far, where they count to the run's time. */
  elapsedMs: z.number().nonnegative().optional(),
});
export type Preparation = z.infer<typeof Preparation>;

/** What training takes of the machine. */
export const ResourceUsage = z.object({
  step: z.number().int().nonnegative(),
  elapsedMs,
  /** `null` where it cannot be measured. */
  ...figures(USAGE_METRICS, (schema) => schema.nullable()),
});
export type ResourceUsage = z.infer<typeof ResourceUsage>;

/** What a run's watcher sees. The stream ends when nothing goes on any more. */
export const RunEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('run'), run: Run }),
  z.object({ event: z.literal('preparation'), preparation: Preparation }),
  z.object({ event: z.literal('step'), metric: StepMetric }),
  z.object({ event: z.literal('evaluation'), evaluation: Evaluation }),
  z.object({ event: z.literal('sample'), sample: Sample }),
  z.object({ event: z.literal('resources'), resources: ResourceUsage }),
  /** The run goes on from an earlier step: what was reported after it does not count any more. */
  z.object({ event: z.literal('rewound'), step: z.number().int().nonnegative() }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

export const GOING: readonly RunState[] = ['queued', 'preparing', 'training', 'saving'];

/** Whether it waits for its turn or is worked on. */
export function isGoing(state: RunState): boolean {
  return GOING.includes(state);
}

/** Whether it can go on where it left off. */
export function isResumable({ state, checkpoints, modelId }: Run): boolean {
  if (isGoing(state) || state === 'done') return false;
  // A run that was set aside before its first checkpoint begins again.
  return checkpoints.length > 0 || (state !== 'stopped' && modelId === null);
}

/** Whether it has yet to read its data set: from then on it has its own copy of what it learns. */
export function needsDataset(run: Run): boolean {
  return run.prepared === null && (isGoing(run.state) || isResumable(run));
}

/** What a run has before its first start. */
export const UNSTARTED = {
  split: AUTO_SPLIT,
  state: 'queued',
  engine: null,
  engineBefore: null,
  execution: null,
  trainableParameters: null,
  prepared: null,
  step: 0,
  firstLoss: null,
  lastLoss: null,
  validationLoss: null,
  validationShare: null,
  evaluationShare: null,
  testLoss: null,
  measures: null,
  fidelityFields: null,
  tokensPerSecond: null,
  tags: [],
  checkpoints: [],
  best: null,
  extension: null,
  endReason: null,
  resumedFromStep: null,
  resumeFrom: null,
  attempts: 0,
  loweredFrom: null,
  queuePosition: 0,
  workerPid: null,
  elapsedMs: 0,
  weightsSha256: null,
  modelId: null,
  error: null,
  startedAt: null,
  endedAt: null,
} satisfies Partial<Run>;
