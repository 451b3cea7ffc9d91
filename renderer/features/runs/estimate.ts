import { countParameters, llamaConfig, SIZE_PRESETS, type SizeName } from '../../../shared/domain/model.ts';
import type { StepMetric } from '../../../shared/domain/run.ts';
import type { Budget } from '../../../shared/domain/training.ts';

/** Number of parameters that a size has with a context of `contextLength` tokens. */
export const parametersOf = (size: SizeName, contextLength: number = SIZE_PRESETS[size].max_position_embeddings) =>
  countParameters(llamaConfig(SIZE_PRESETS[size], contextLength));

/** Share of the budget that is used up, 0 to 1; a run may take a little longer than its minutes. */
export function budgetShare(budget: Budget, last: StepMetric | null): number {
  if (!last) return 0;
  const share = budget.kind === 'steps' ? last.step / budget.steps : last.elapsedMs / (budget.minutes * 60_000);
  return Math.min(1, share);
}

/** How many tokens the model hesitates between, on average; from a loss in nats per token. */
export const perplexity = (loss: number) => Math.exp(loss);
