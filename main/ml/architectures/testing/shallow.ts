import type { ModelConfig } from '../../../../shared/domain/architectures/index.ts';

/** The configuration with two layers, of each kind one: TensorFlow takes its time over a graph by its size, and all layers of a kind are alike. */
export function shallow<C extends ModelConfig>(config: C): C {
  const layers = 'n_layer' in config ? { n_layer: 2 } : { num_hidden_layers: 2 };
  const types = 'layer_types' in config ? { layer_types: config.layer_types.slice(0, 2) } : {};
  return { ...config, ...layers, ...types };
}
