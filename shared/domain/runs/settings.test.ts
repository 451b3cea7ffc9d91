import { expect, test } from 'vitest';
import { ModelType } from '../architectures/index.ts';
import { SizeName } from '../architectures/sizes.ts';
import { offeredOf } from './settingDefinition.ts';
import { SETTING_NAMES, SETTINGS, settingOf, settingTexts } from './settings.ts';
import { defaultSettings, GivenSettings, TrainingSettings } from './training.ts';

test.each(SizeName.options)('every default of %s is within its range', (size) => {
  expect(TrainingSettings.parse(defaultSettings(size))).toEqual(defaultSettings(size));
});

test('the settings of a run of the first version are read, with what such runs did', () => {
  const first = {
    ...{ learning_rate: 0.01, per_device_train_batch_size: 4, context_length: 64, warmup_ratio: 0 },
    ...{ weight_decay: 0, max_grad_norm: 1, seed: 3 },
  };
  expect(TrainingSettings.parse(first)).toMatchObject({
    ...first,
    ...{ gradient_accumulation_steps: 1, save_steps: 0, optim: 'adamw' },
  });
  expect(Object.keys(TrainingSettings.parse(first))).toEqual(SETTING_NAMES);
  const { seed: _, ...damaged } = first;
  expect(TrainingSettings.safeParse(damaged).success).toBe(false);
});

test('what is asked for is left as it is: nothing is filled in', () => {
  expect(GivenSettings.partial().parse({ seed: 1 })).toEqual({ seed: 1 });
  expect(GivenSettings.partial().safeParse({ eval_steps: -1 }).success).toBe(false);
});

test('bounds are those of the definition', () => {
  for (const name of SETTING_NAMES) {
    const setting = settingOf(name);
    if (setting.kind !== 'number' && setting.kind !== 'integer') continue;
    const { schema, min, above, max } = setting;
    const lowest = above === undefined ? (min ?? 0) : above + 1e-9;
    expect([name, schema.safeParse(max).success, schema.safeParse(max + 1).success]).toEqual([name, true, false]);
    expect([name, schema.safeParse(lowest).success]).toEqual([name, true]);
    expect([name, schema.safeParse(above ?? (min ?? 0) - 1).success]).toEqual([name, false]);
  }
});

test.each(['en', 'zh-CN'] as const)('words, %s: what 0 means is said only where 0 can be chosen', (language) => {
  for (const name of SETTING_NAMES) {
    if ('zero' in settingTexts(language)[name]) expect(settingOf(name).schema.safeParse(0).success, name).toBe(true);
  }
});

test('a run from nothing can have the architectures that are meant for it; what a stored run has is read', () => {
  const asked = (architecture: string) => GivenSettings.partial().safeParse({ architecture }).success;
  expect(ModelType.options.filter(asked)).toEqual(['llama', 'gpt2', 'lstm']);
  expect(offeredOf(SETTINGS.architecture)).toEqual(['llama', 'gpt2', 'lstm']);
  const stored = { ...defaultSettings('nano'), architecture: 'mistral' };
  expect(TrainingSettings.parse(stored)).toEqual(stored);
});
