import {
  countParameters,
  createConfig,
  DEFAULT_ARCHITECTURE,
  type ModelType,
} from '../../../../shared/domain/architectures/index.ts';
import { SIZE_PRESETS, type SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { StepMetric } from '../../../../shared/domain/runs/run.ts';
import { type Budget, spentShare } from '../../../../shared/domain/runs/training.ts';

/** Number of parameters that a size has with its own context. */
export const parametersOf = (size: SizeName, architecture: ModelType = DEFAULT_ARCHITECTURE) =>
  countParameters(createConfig(architecture, size, SIZE_PRESETS[size].max_position_embeddings));

/** Share of the budget that is used up, 0 to 1; a run may take a little longer than its minutes. */
export const budgetShare = (budget: Budget, last: StepMetric | null): number => (last ? spentShare(budget, last) : 0);

/** How many tokens the model hesitates between, on average; from a loss in nats per token. */
export const perplexity = (loss: number) => Math.exp(loss);
