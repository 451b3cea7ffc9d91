import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { parameter } from '../architectures/parameters.ts';
import { dropout } from '../layers/dropout.ts';
import type { placeAfter, placeBefore } from '../layers/linear.ts';
import type { Tensors } from '../program/program.ts';
import { fullTuning, type Tuning } from './tuning.ts';

/** Where dropout draws from: what the step is, and what the run is. */
const DRAWS = 'draws';

/** A weight, and whether the inputs of its layer are dropped or what it gives. */
export type DroppedPlace = readonly [weight: string, place: typeof placeBefore | typeof placeAfter];

/** All parameters are trained, and at each step a share of what flows in these places is dropped. */
export const dropping = (
  key: string,
  probability: number,
  placesOf: (config: ModelConfig, tensors: Tensors) => readonly DroppedPlace[],
): Tuning => ({
  ...fullTuning,
  key: `${key} ${probability}`,
  draws: new Map([[DRAWS, { dtype: 'int32', shape: [2] }]]),
  drawsOf: (seed, microBatch) => ({ [DRAWS]: Int32Array.of(microBatch, seed) }),
  effective(config, tensors, inputs) {
    const seed = inputs?.get(DRAWS);
    for (const [stream, [name, place]] of placesOf(config, tensors).entries()) {
      place(parameter(tensors, name), seed ? (x) => dropout(x, probability, seed, stream) : null);
    }
    return tensors;
  },
});
