import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { SETTING_NAMES } from '../../shared/domain/runs/settings.ts';
import { addSettingOptions, givenSettings, longFlagOf } from './settingOptions.ts';

const command = (costs = false) =>
  addSettingOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }), { costs });
const parse = (...typed: string[]) => givenSettings(command().parse(typed, { from: 'user' }).opts());

test('there is an option for each setting, named like it', () => {
  expect(command().options.map(({ long }) => long)).toHaveLength(SETTING_NAMES.length);
  expect(longFlagOf('weight_decay')).toBe('--weight-decay');
  expect(longFlagOf('per_device_train_batch_size')).toBe('--batch-size');
});

test('only what costs time or memory has one where steps are only tried', () => {
  expect(command(true).options.map(({ long }) => long)).toEqual([
    '--batch-size',
    '--context-length',
    '--tuning',
    '--gradient-accumulation-steps',
    '--optim',
    '--precision',
    '--lstm-dropout',
    '--hidden-dropout-prob',
    '--gradient-checkpointing',
    '--lora-rank',
    '--lora-dropout',
    '--target-modules',
    '--architecture',
  ]);
});

test('what was typed becomes settings; what was not is left to the size', () => {
  expect(parse()).toEqual({});
  expect(parse('--batch-size', '4', '--learning-rate', '1e-3', '--no-load-best-model-at-end')).toEqual({
    learning_rate: 0.001,
    per_device_train_batch_size: 4,
    load_best_model_at_end: false,
  });
  expect(parse('--target-modules', 'q_proj,v_proj', '--lora-rank', '4', '--gradient-checkpointing')).toEqual({
    ...{ target_modules: 'q_proj,v_proj', lora_rank: 4, gradient_checkpointing: true },
  });
  expect(parse('--truncation-side', 'left', '--seed', '0')).toEqual({ truncation_side: 'left', seed: 0 });
});

describe('what is out of range is refused, and the range said', () => {
  test.each([
    [['--learning-rate', '0'], 'a number, above 0, at most 1'],
    [['--learning-rate', 'much'], 'a number, above 0, at most 1'],
    [['--context-length', '4097'], 'a whole number, 8 to 4096'],
    [['--seed', '1.5'], 'a whole number, 0 to 2147483647'],
    [['--seed', ''], 'a whole number, 0 to 2147483647'],
    [['--precision', 'fp64'], 'auto, fp32, bf16'],
    [['--target-modules', 'q_proj,'], 'names, with commas between them'],
  ])('%j', (typed, range) => {
    expect(() => parse(...typed)).toThrow(range);
  });
});

test('help says what a setting does, its range and its default', () => {
  const help = command().configureHelp({ helpWidth: 1000 }).helpInformation();
  expect(help).toContain('Sequences that one step learns from together.');
  expect(help).toContain('(1 to 1024; default: 16 for nano, 8 for small, 8 for base)');
  expect(help).toContain('Turns this off: Keep the best model along the way');
});
