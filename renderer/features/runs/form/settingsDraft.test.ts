import { expect, it } from 'vitest';
import { changedSettings, invalidSettings, settingValue, withShape } from './settingsDraft.ts';

it('shows the default of the size until something is typed', () => {
  expect(settingValue({}, 'nano', 'learning_rate')).not.toBe(settingValue({}, 'base', 'learning_rate'));
  expect(settingValue({ learning_rate: 0.5 }, 'nano', 'learning_rate')).toBe('0.5');
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
  const typed = { per_device_train_batch_size: 1024, context_length: 4096, seed: 3 };
  expect(withShape(typed, { size: 'small', architecture: 'llama', ...offer })).toEqual({
    seed: 3,
    per_device_train_batch_size: 4,
    gradient_accumulation_steps: 4,
  });
  const own = { per_device_train_batch_size: 8, gradient_accumulation_steps: 1, context_length: 128 };
  expect(withShape(typed, { size: 'small', architecture: 'llama', ...own })).toEqual({ seed: 3 });
  expect(withShape(typed, { size: 'small', architecture: 'gpt2', ...own })).toEqual({ seed: 3, architecture: 'gpt2' });
});
