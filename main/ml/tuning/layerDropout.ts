import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { architectureOf } from '../architectures/index.ts';
import { placeBefore } from '../layers/linear.ts';
import { dropping } from './dropping.ts';
import type { Tuning } from './tuning.ts';

/** Whether anything of such a model can be dropped between its layers. */
export const hasLayerDropout = (config: ModelConfig): boolean => architectureOf(config).layerInputs !== undefined;

/** All parameters are trained, and at each step a share of what goes from one layer to the next is dropped: `dropout` of `torch.nn.LSTM`. */
export const layerDropout = (probability: number): Tuning =>
  dropping('layer dropout', probability, (config) =>
    (architectureOf(config).layerInputs?.(config) ?? []).map((name) => [name, placeBefore] as const),
  );
