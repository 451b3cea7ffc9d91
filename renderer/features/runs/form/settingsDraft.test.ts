import { describe, expect, it } from 'vitest';
import { createConfig } from '../../../../shared/domain/architectures/index.ts';
import { llamaConfig, llamaPreset } from '../../../../shared/domain/architectures/llama.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import {
  changedSettings,
  defaultsOf,
  invalidSettings,
  namesFor,
  restarted,
  settingValue,
  withShape,
} from './settingsDraft.ts';

it('shows the default of the size until something is typed', () => {
  const [nano, base] = [defaultSettings('nano'), defaultSettings('base')];
  expect(settingValue({}, nano, 'learning_rate')).not.toBe(settingValue({}, base, 'learning_rate'));
  expect(settingValue({ learning_rate: 0.5 }, nano, 'learning_rate')).toBe('0.5');
});

it('names the fields that are out of range, empty or not whole, and keeps them out of the request', () => {
  const draft = { learning_rate: 2, seed: 1.5, context_length: '', warmup_ratio: 0 };
  expect(invalidSettings(draft)).toEqual(['learning_rate', 'context_length', 'seed']);
  expect(changedSettings(draft)).toEqual({ warmup_ratio: 0 });
  expect(changedSettings({})).toEqual({});
});

it('keeps what it does not know out of the request', () => {
  const draft = { of_another_version: 1, seed: 3 };
  expect(changedSettings(draft)).toEqual({ seed: 3 });
});

it('takes over another shape; what is the default of its size is as if it had not been typed', () => {
  const offer = { per_device_train_batch_size: 4, gradient_accumulation_steps: 4, context_length: 128 };
  const defaults = defaultSettings('small');
  const typed = { per_device_train_batch_size: 1024, context_length: 4096, seed: 3 };
  expect(withShape(typed, { size: 'small', architecture: 'llama', ...offer }, defaults)).toEqual({
    seed: 3,
    per_device_train_batch_size: 4,
    gradient_accumulation_steps: 4,
  });
  const own = { per_device_train_batch_size: 8, gradient_accumulation_steps: 1, context_length: 128 };
  expect(withShape(typed, { size: 'small', architecture: 'llama', ...own }, defaults)).toEqual({ seed: 3 });
  expect(withShape(typed, { size: 'small', architecture: 'gpt2', ...own }, defaults)).toEqual({
    seed: 3,
    architecture: 'gpt2',
  });
});

describe('on top of an encoder', () => {
  const config = createConfig('bert', 'nano', 64);
  const start = { task: 'text-classification' as const, size: 'small' as const, base: { config } };

  it.each([
    [{ tuning: 'full' }, 0.1, true],
    [{ tuning: 'lora' }, 0, false],
    [{ tuning: 'frozen' }, 0, false],
  ])('with %o it drops %d of what it computes, and whether that can be said: %s', (draft, probability, isAsked) => {
    expect(defaultsOf(start, draft).hidden_dropout_prob).toBe(probability);
    expect(namesFor(start, draft).includes('hidden_dropout_prob')).toBe(isAsked);
  });
});

describe('on top of a model', () => {
  const config = { ...llamaConfig(llamaPreset('nano'), 64) };
  const start = { task: 'text-generation' as const, size: 'small' as const, base: { config } };

  it('has the defaults of what is tuned, within its context', () => {
    const lora = defaultsOf(start, {});
    const full = defaultsOf(start, { tuning: 'full' });
    expect(lora).toMatchObject({ tuning: 'lora', context_length: 64 });
    expect(full).toMatchObject({ tuning: 'full', context_length: 64 });
    expect(full.learning_rate).toBeLessThan(lora.learning_rate);
  });

  it('has no settings that say nothing of it', () => {
    const [lora, full, none] = [
      namesFor(start, {}),
      namesFor(start, { tuning: 'full' }),
      namesFor({ ...start, base: null }, { tuning: 'full' }),
    ];
    expect(lora).toEqual(expect.arrayContaining(['tuning', 'lora_rank', 'target_modules', 'gradient_checkpointing']));
    expect(lora).not.toContain('architecture');
    expect(full).toContain('tuning');
    expect(full.filter((name) => name.startsWith('lora') || name === 'target_modules')).toEqual([]);
    expect(none).not.toContain('tuning');
    expect(changedSettings({ tuning: 'full', lora_rank: 4, seed: 3 }, none)).toEqual({ seed: 3 });
    expect(changedSettings({ tuning: 'full', lora_rank: 4, seed: 3 }, full)).toEqual({ tuning: 'full', seed: 3 });
  });

  it('asks what the best model is chosen by where the task has a figure that decides', () => {
    expect(namesFor(start, {})).not.toContain('metric_for_best_model');
    expect(namesFor({ ...start, task: 'text-classification' }, {})).toContain('metric_for_best_model');
    expect(namesFor({ ...start, task: 'text-classification' }, { tuning: 'frozen' })).not.toContain(
      'metric_for_best_model',
    );
  });

  it('refuses a context that the model does not have', () => {
    expect(invalidSettings({ context_length: 128 }, 64)).toEqual(['context_length']);
    expect(invalidSettings({ context_length: 64 }, 64)).toEqual([]);
  });

  it('leaves what was chosen for another start behind', () => {
    expect(restarted({ context_length: 512, learning_rate: 0.01, seed: 3, tuning: 'full' })).toEqual({
      seed: 3,
      tuning: 'full',
    });
  });
});
