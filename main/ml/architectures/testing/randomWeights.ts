import type { ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { Random } from '../../random.ts';
import { initialWeights } from '../model.ts';
import type { Weights } from '../parameters.ts';

/** Weights of a model that has learned something: fresh ones have biases of 0 and norms of 1, which hide mistakes. */
export function randomWeights(config: ModelConfig, seed: number, deviation = 0.3): Weights {
  const random = new Random(seed);
  return new Map(
    Array.from(initialWeights(config, seed), ([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value) => value + deviation * random.normal()) },
    ]),
  );
}
