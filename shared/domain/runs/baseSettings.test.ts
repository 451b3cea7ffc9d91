import { expect, it } from 'vitest';
import { llamaConfig, llamaPreset } from '../architectures/llama.ts';
import { defaultSettingsOn } from './baseSettings.ts';
import { defaultSettings } from './training.ts';

const base = { config: llamaConfig(llamaPreset('nano'), 128) };

it.each([undefined, 'lora', 'full'] as const)('begins %s with the optimizer that takes less memory', (tuning) => {
  expect(defaultSettingsOn(base, 'nano', tuning).optim).toBe('adafactor');
});

it('begins without a model as ever', () => {
  expect(defaultSettings('small').optim).toBe('adamw');
});

it('reads no more than a model can', () => {
  expect(defaultSettingsOn(base, 'small').context_length).toBe(128);
});
