import type { EngineName } from '../../../shared/domain/engine.ts';
import { countParameters, llamaConfig, SIZE_PRESETS, type SizeName } from '../../../shared/domain/model.ts';
import type { Run, StepMetric } from '../../../shared/domain/run.ts';
import type { Budget, TrainingSettings } from '../../../shared/domain/training.ts';

/** Number of parameters that a size has with a context of `contextLength` tokens. */
export const parametersOf = (size: SizeName, contextLength: number = SIZE_PRESETS[size].max_position_embeddings) =>
  countParameters(llamaConfig(SIZE_PRESETS[size], contextLength));

type BatchSettings = Pick<TrainingSettings, 'per_device_train_batch_size' | 'context_length'>;

/** Tokens that one optimizer step learns from. */
export const tokensPerStep = (settings: BatchSettings) =>
  settings.per_device_train_batch_size * settings.context_length;

/** Tokens per second of the newest run of this size on this engine; `null` where there was none: a guess would mislead. */
export function measuredSpeed(runs: readonly Run[], size: SizeName, engine: EngineName): number | null {
  const alike = runs.filter((run) => run.size === size && run.engine?.name === engine && run.tokensPerSecond !== null);
  const newest = alike.reduce<Run | null>((a, b) => (a === null || b.createdAt > a.createdAt ? b : a), null);
  return newest?.tokensPerSecond ?? null;
}

/** What a budget comes to at a speed: the steps that fit into the minutes, or the milliseconds that the steps take. */
export function expectedExtent(
  budget: Budget,
  settings: BatchSettings,
  tokensPerSecond: number,
): { steps: number; milliseconds: number } {
  const secondsPerStep = tokensPerStep(settings) / tokensPerSecond;
  if (budget.kind === 'steps') return { steps: budget.steps, milliseconds: budget.steps * secondsPerStep * 1000 };
  return {
    steps: Math.max(1, Math.floor((budget.minutes * 60) / secondsPerStep)),
    milliseconds: budget.minutes * 60_000,
  };
}

/** Share of the budget that is used up, 0 to 1; a run may take a little longer than its minutes. */
export function budgetShare(budget: Budget, last: StepMetric | null): number {
  if (!last) return 0;
  const share = budget.kind === 'steps' ? last.step / budget.steps : last.elapsedMs / (budget.minutes * 60_000);
  return Math.min(1, share);
}

/** How many tokens the model hesitates between, on average; from a loss in nats per token. */
export const perplexity = (loss: number) => Math.exp(loss);
