import { expect, it } from 'vitest';
import { GenerationSettings } from '../../../../shared/domain/models/generation.ts';
import { escapeStop, unescapeStop } from '../../../../shared/domain/models/stopText.ts';
import {
  DEFAULT_PARAMETERS,
  invalidParameters,
  MAX_SEED,
  NUMBER_PARAMETERS,
  PRESETS,
  presetOf,
  randomSeed,
  toSettings,
  withPreset,
} from './parameters.ts';

it('accepts the defaults and names what is not valid', () => {
  expect(invalidParameters(DEFAULT_PARAMETERS)).toEqual([]);
  const draft = { ...DEFAULT_PARAMETERS, temperature: '', top_p: 0, max_tokens: 1.5 };
  expect(invalidParameters(draft).sort()).toEqual(['max_tokens', 'temperature', 'top_p']);
  expect(toSettings(draft)).toBeNull();
});

it('offers no bound that the schema refuses', () => {
  for (const { name, min, max } of NUMBER_PARAMETERS) {
    expect(GenerationSettings.shape[name].safeParse(min).success).toBe(true);
    expect(GenerationSettings.shape[name].safeParse(max).success).toBe(true);
  }
  expect(GenerationSettings.shape.seed.safeParse(randomSeed(() => 1 - 2 ** -53)).success).toBe(true);
  expect(randomSeed(() => 1 - 2 ** -53)).toBe(MAX_SEED);
});

it('reads stop texts back as they were', () => {
  for (const stop of ['\n\n', 'a\\nb', '\t\\', 'END']) expect(unescapeStop(escapeStop(stop))).toBe(stop);
  expect(unescapeStop('\\n')).toBe('\n');
});

it('knows its presets again, which leave length, stop texts and seed alone', () => {
  const own = { ...DEFAULT_PARAMETERS, max_tokens: 7, stop: ['END'], seed: 9 };
  for (const preset of PRESETS) {
    const draft = withPreset({ ...own, temperature: '' }, preset);
    expect(presetOf(draft)).toBe(preset);
    expect(toSettings(draft)).toMatchObject({ max_tokens: 7, stop: ['END'], seed: 9 });
  }
  expect(presetOf(DEFAULT_PARAMETERS)).toBe('balanced');
  expect(presetOf({ ...own, top_k: 5 })).toBeNull();
});
