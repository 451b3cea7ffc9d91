import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { architectureOf } from '../architectures/index.ts';
import { parameter } from '../architectures/parameters.ts';
import { dropout } from '../layers/dropout.ts';
import { placeBefore } from '../layers/linear.ts';
import { fullTuning, type Tuning } from './tuning.ts';

/** Where dropout draws from: what the step is, and what the run is. */
const DRAWS = 'draws';

/** Whether anything of such a model can be dropped between its layers. */
export const hasLayerDropout = (config: ModelConfig): boolean => architectureOf(config).layerInputs !== undefined;

/** All parameters are trained, and at each step a share of what goes from one layer to the next is dropped: `dropout` of `torch.nn.LSTM`. */
export const layerDropout = (probability: number): Tuning => ({
  ...fullTuning,
  key: `layer dropout ${probability}`,
  draws: new Map([[DRAWS, { dtype: 'int32', shape: [2] }]]),
  drawsOf: (seed, microBatch) => ({ [DRAWS]: Int32Array.of(microBatch, seed) }),
  effective(config, tensors, inputs) {
    const seed = inputs?.get(DRAWS);
    for (const [stream, name] of (architectureOf(config).layerInputs?.(config) ?? []).entries()) {
      const weight = parameter(tensors, name);
      placeBefore(weight, seed ? (x) => dropout(x, probability, seed, stream) : null);
    }
    return tensors;
  },
});
