import { describe, expect, it } from 'vitest';
import { earlyLayers } from './earlyLayers.ts';
import { architecturesWith, createConfig, definitionOf, dimensions } from './index.ts';

describe('the first layers of a model', () => {
  it.each(architecturesWith('decoder'))('are a model of the same kind: %s', (architecture) => {
    const config = createConfig(architecture, 'base', 64);
    const early = earlyLayers(config);
    const layers = dimensions(early).num_hidden_layers;
    expect(layers).toBe(Math.round(0.6 * dimensions(config).num_hidden_layers));
    expect(definitionOf(config).config.parse(early)).toEqual(early);
    if ('layer_types' in early) expect(early.layer_types).toHaveLength(layers);
  });

  it.each(architecturesWith('encoder'))('are all of an encoder: %s', (architecture) => {
    const config = createConfig(architecture, 'base', 64);
    expect(earlyLayers(config)).toBe(config);
  });
});
