import { describe, expect, it } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../../shared/domain/architectures/llama.ts';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { baseExtent, diskBytes, leastMemory, memoryBesideSteps, usableMemory } from './footprint.ts';

const shape = (size: RunShape['size'], batch: number, context: number, accumulation = 1): RunShape => ({
  size,
  architecture: 'llama',
  per_device_train_batch_size: batch,
  gradient_accumulation_steps: accumulation,
  context_length: context,
});

/** Peak memory in MB of processes that took some steps: TensorFlow 2.21 on Linux x64, 2 cores; once in fp32 and bf16 each where it says so. */
const MEASURED_TENSORFLOW: [shape: RunShape, megabytes: number][] = [
  [shape('nano', 1, 128), 631],
  [shape('nano', 16, 128), 740],
  [shape('nano', 16, 128, 2), 779],
  [shape('nano', 64, 128), 1096],
  [shape('nano', 64, 128), 1198],
  [shape('nano', 256, 128), 2987],
  [shape('nano', 16, 512), 1428],
  [shape('nano', 64, 512), 3744],
  [shape('nano', 4, 1024), 1347],
  [shape('nano', 2, 2048), 2187],
  [shape('nano', 1, 4096), 5250],
  [shape('small', 1, 128), 774],
  [shape('small', 8, 128), 835],
  [shape('small', 64, 128), 1795],
  [shape('small', 128, 128), 2415],
  [shape('small', 8, 512), 1399],
  [shape('small', 2, 2048), 2920],
  [shape('small', 1, 4096), 5165],
  [shape('base', 1, 32), 1195],
  [shape('base', 1, 256), 1241],
  [shape('base', 8, 256), 1656],
  [shape('base', 8, 256, 2), 1828],
  [shape('base', 8, 256, 8), 1818],
  [shape('base', 64, 128), 2849],
  [shape('base', 32, 256), 3513],
  [shape('base', 4, 1024), 3127],
  [shape('base', 8, 1024), 4727],
  [shape('base', 2, 2048), 4284],
];
const MEASURED_WASM: typeof MEASURED_TENSORFLOW = [
  [shape('nano', 1, 128), 248],
  [shape('nano', 16, 128), 694],
  [shape('nano', 64, 128), 2196],
  [shape('small', 8, 128), 727],
];

describe.each([
  ['tensorflow' as const, MEASURED_TENSORFLOW],
  ['wasm' as const, MEASURED_WASM],
])('the least memory of a run on %s', (engine, measured) => {
  it.each(measured)('%j takes more, but not 2.5 times as much (%i MB)', (wanted, megabytes) => {
    const least = leastMemory({ shape: wanted }, engine) / 1e6;
    expect(least).toBeLessThan(megabytes);
    expect(least).toBeGreaterThan(megabytes / 2.5);
  });
});

it('grows with everything that a run has more of', () => {
  const least = leastMemory({ shape: shape('small', 8, 128) }, 'tensorflow');
  for (const more of [shape('base', 8, 128), shape('small', 9, 128), shape('small', 8, 136), shape('small', 8, 128, 2)])
    expect(leastMemory({ shape: more }, 'tensorflow')).toBeGreaterThan(least);
});

it('takes the disk of three checkpoints, the model and the tokens', () => {
  expect(diskBytes({ shape: shape('base', 8, 256) }, 0) / 1e6).toBeCloseTo(12.2 * 40, -1);
  expect(diskBytes({ shape: shape('nano', 1, 8) }, 1e9) - diskBytes({ shape: shape('nano', 1, 8) }, 0)).toBe(3e9);
  expect(memoryBesideSteps({ shape: shape('base', 8, 256) }, 1e6) / 1e6).toBeCloseTo(12.2 * 12 + 3, -1);
});

it('leaves something to the studio and the system, more of much than of little', () => {
  expect(usableMemory(1e9, 'tensorflow')).toBe(0.875e9);
  expect(usableMemory(100e9, 'tensorflow')).toBe(100e9 - 512e6);
  expect(usableMemory(100e9, 'wasm')).toBe(2 ** 32);
  expect(usableMemory(0, 'tensorflow')).toBe(0);
});

it('takes far less for an adapter of a model than for all of it', () => {
  // SmolLM2-135M's sides.
  const config = {
    ...llamaConfig({ ...llamaPreset('base'), vocab_size: 49_152, hidden_size: 576, intermediate_size: 1536 }, 2048),
    ...{ num_hidden_layers: 30, num_attention_heads: 9, num_key_value_heads: 3, head_dim: 64 },
  };
  const settings = { tuning: 'lora' as const, lora_rank: 8, gradient_checkpointing: false };
  const lora = { shape: shape('base', 4, 256), base: baseExtent(config, settings) };
  const full = { ...lora, base: baseExtent(config, { ...settings, tuning: 'full' }) };
  expect(lora.base.trained / 1e6).toBeCloseTo(2.6, 0);
  expect(full.base.trained / 1e6).toBeCloseTo(134.5, 0);
  expect(leastMemory(full, 'tensorflow') - leastMemory(lora, 'tensorflow')).toBeGreaterThan(1.5e9);
  const recomputed = { ...lora, base: baseExtent(config, { ...settings, gradient_checkpointing: true }) };
  expect(leastMemory(recomputed, 'tensorflow')).toBeLessThan(leastMemory(lora, 'tensorflow'));
  expect(diskBytes(lora, 0)).toBeLessThan(diskBytes(full, 0) / 40);
  const adafactor = { ...full, optim: 'adafactor' as const };
  expect(leastMemory(full, 'tensorflow') - leastMemory(adafactor, 'tensorflow')).toBeCloseTo(8 * full.base.trained, -3);
  expect(diskBytes(adafactor, 0) / full.base.trained).toBeCloseTo(3 * 4 + 4, 3);
  // Nothing is trained but a head; the model that is made holds all of the body.
  const frozen = { ...lora, base: baseExtent(config, { ...settings, tuning: 'frozen' }) };
  expect(leastMemory(frozen, 'tensorflow')).toBeLessThan(leastMemory(lora, 'tensorflow'));
  expect(diskBytes(frozen, 0) / 4e6).toBeCloseTo(134.5, 0);
});
