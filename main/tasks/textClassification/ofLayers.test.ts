import { expect, test } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { ofLayers } from './ofLayers.ts';

const pooling = { from: 'mean', normalize: true } as const;
const encoder = (hidden_size: number, num_hidden_layers: number) =>
  ({ ...createConfig('bert', 'nano', 64), hidden_size, num_hidden_layers }) as ModelConfig;

test.each([
  // all-MiniLM-L6-v2: all of its layers for few labels, the last one alone for 77.
  [384, 6, 2, [0, 1, 2, 3, 4, 5, 6]],
  [384, 6, 20, [0, 2, 4, 6]],
  [384, 6, 77, undefined],
  // bge-base and e5-small.
  [768, 12, 3, [0, 3, 6, 9, 12]],
  [384, 12, 3, [0, 1, 3, 4, 5, 7, 8, 9, 11, 12]],
  // One that is too wide for two.
  [4096, 24, 2, undefined],
])('an encoder of width %i with %i layers, for %i labels', (width, layers, labels, expected) => {
  expect(ofLayers(pooling, encoder(width, layers), labels)).toEqual(
    expected ? { ...pooling, layers: expected } : pooling,
  );
});

test('a decoder has its last layer', () => {
  expect(ofLayers(pooling, createConfig('llama', 'nano', 64), 2)).toBe(pooling);
});
