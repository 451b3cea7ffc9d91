import { expect, test } from 'vitest';
import { frozenBody } from './frozenBody.ts';
import { createConfig, dimensions, withLayers } from './index.ts';

const layersOf = (config: Parameters<typeof frozenBody>[0]) => dimensions(config).num_hidden_layers;

test.each(['llama', 'gpt2', 'gemma3_text'] as const)(
  'of a large %s the first layers are kept for a head, once',
  (architecture) => {
    const config = withLayers(createConfig(architecture, 'nano', 64), 30);
    const kept = frozenBody(
      'layer_types' in config ? { ...config, layer_types: new Array(30).fill('full_attention') } : config,
    );
    expect(layersOf(kept)).toBe(18);
    if ('layer_types' in kept) expect(kept.layer_types).toHaveLength(18);
    expect(frozenBody(kept)).toBe(kept);
  },
);

test('a small decoder and an encoder stay whole', () => {
  const large = withLayers(createConfig('llama', 'nano', 64), 30);
  const small = withLayers(large, 20);
  expect(frozenBody(small)).toBe(small);
  const encoder = withLayers(createConfig('bert', 'nano', 64), 30);
  expect(frozenBody(encoder)).toBe(encoder);
});
