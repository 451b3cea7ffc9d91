import { type ModelConfig, withLayers } from '../../../../shared/domain/architectures/index.ts';

/** The configuration with two layers, of each kind one: TensorFlow takes its time over a graph by its size, and all layers of a kind are alike. */
export const shallow = <C extends ModelConfig>(config: C): C => withLayers(config, 2);
