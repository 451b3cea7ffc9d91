import { z } from 'zod';
import { SizeName } from '../architectures/sizes.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { type Budget, GivenSettings, TrainingSettings } from './training.ts';

/** What decides how much memory and time a step takes. */
export const RunShape = z.object({
  size: SizeName,
  architecture: TrainingSettings.shape.architecture,
  per_device_train_batch_size: GivenSettings.shape.per_device_train_batch_size,
  gradient_accumulation_steps: GivenSettings.shape.gradient_accumulation_steps,
  context_length: GivenSettings.shape.context_length,
});
export type RunShape = z.infer<typeof RunShape>;

/** How long a step of a shape took on the engine that would train: tried out, or at the speed of the newest run of the size. */
export const KnownSpeed = RunShape.extend({
  stepMs: z.number().positive(),
  source: z.enum(['measured', 'earlier']),
});
export type KnownSpeed = z.infer<typeof KnownSpeed>;

/** What a run would take, told before it is started. Times are `null` where they are not known. */
export const Preflight = z.object({
  /** Whether a few steps were taken; else the memory is by a formula, and at least that is needed. */
  measured: z.boolean(),
  /** A run waits or goes on, which a measurement would disturb. */
  busy: z.boolean(),
  /** A few steps were tried, but took longer than anybody waits for. */
  tooSlow: z.boolean(),
  /** Milliseconds of an optimizer step: measured, or at the speed of the newest run of this size. */
  stepMs: z.number().positive().nullable(),
  tokensPerSecond: z.number().positive().nullable(),
  /** Milliseconds until the first step is done. */
  readyMs: z.number().nonnegative().nullable(),
  memoryBytes: z.number().nonnegative(),
  /** Less a reserve for everything else. */
  availableMemoryBytes: z.number().nonnegative(),
  /** Checkpoints, token ids and the model. */
  diskBytes: z.number().nonnegative(),
  freeDiskBytes: z.number().nonnegative(),
  /** What there is too little of: such a run is refused. */
  problem: z.enum(['memory', 'disk']).nullable(),
  /** Something close to what was asked for that fits; `null` where there is no problem, and where nothing helps. */
  offer: RunShape.nullable(),
  /** What is known of the speed of every size: what a recommendation is founded on. */
  speeds: z.array(KnownSpeed),
});
export type Preflight = z.infer<typeof Preflight>;

/** Share of a run's time that its steps get; the rest is evaluations and texts. */
const STEPS_SHARE = 0.9;

/** Tokens that one optimizer step learns from. */
export const tokensPerStep = (shape: Omit<RunShape, 'size' | 'architecture'>): number =>
  shape.per_device_train_batch_size * shape.gradient_accumulation_steps * shape.context_length;

/** What a budget comes to: the steps that fit into the minutes, which begin once the first one is done, or the milliseconds that the steps take. */
export function expectedExtent(
  budget: Budget,
  { stepMs, readyMs }: { stepMs: number; readyMs: number | null },
): { steps: number; milliseconds: number } {
  const ready = readyMs ?? 0;
  if (budget.kind === 'steps') {
    return { steps: budget.steps, milliseconds: ready + (budget.steps * stepMs) / STEPS_SHARE };
  }
  const milliseconds = budget.minutes * 60_000;
  return { steps: 1 + Math.floor((milliseconds * STEPS_SHARE) / stepMs), milliseconds: ready + milliseconds };
}

/** Bytes of UTF-8 that a token stands for: 3.1 (1,024 tokens) to 4 (4,096) in the sample data. */
const BYTES_PER_TOKEN = 3.5;

/** Tokens that some columns of a data set come to, roughly, by their share of its text. */
export function roughTokens({ bytes, columns }: Pick<Dataset, 'bytes' | 'columns'>, used?: readonly string[]): number {
  const length = (names: readonly string[]) =>
    columns.reduce((sum, { name, meanLength }) => sum + (names.includes(name) ? meanLength : 0), 0);
  const all = length(columns.map(({ name }) => name));
  const share = used === undefined || all === 0 ? 1 : length(used) / all;
  return Math.round((bytes * share) / BYTES_PER_TOKEN);
}
