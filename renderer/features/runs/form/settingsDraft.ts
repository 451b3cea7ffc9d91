import type { SizeName } from '../../../../shared/domain/architectures/llama.ts';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import {
  defaultSettings,
  type NumericSettingName,
  NumericSettings,
  TrainingSettings,
} from '../../../../shared/domain/runs/training.ts';

export type SettingName = keyof TrainingSettings;

/** What was typed into the advanced fields. What is absent follows the size's default; '' is a field left empty. */
export type SettingsDraft = Partial<Record<SettingName, number | string | boolean>>;

/** The advanced fields in the order of the form; `step` is what one press of an arrow key changes. */
export const NUMBER_FIELDS: readonly { name: NumericSettingName; step: number }[] = [
  { name: 'learning_rate', step: 0.0001 },
  { name: 'per_device_train_batch_size', step: 1 },
  { name: 'gradient_accumulation_steps', step: 1 },
  { name: 'context_length', step: 8 },
  { name: 'warmup_ratio', step: 0.01 },
  { name: 'weight_decay', step: 0.01 },
  { name: 'max_grad_norm', step: 0.1 },
  { name: 'eval_steps', step: 10 },
  { name: 'save_steps', step: 10 },
  { name: 'early_stopping_patience', step: 1 },
  { name: 'seed', step: 1 },
];

/** All settings in the order in which they are listed. */
export const SETTING_NAMES: readonly SettingName[] = [
  ...NUMBER_FIELDS.map(({ name }) => name),
  'precision',
  'truncation_side',
  'load_best_model_at_end',
];

/** What a field shows. */
export const settingValue = (draft: SettingsDraft, size: SizeName, name: SettingName): string =>
  String(draft[name] ?? defaultSettings(size)[name]);

/** Names of the fields whose value the schema refuses. */
export function invalidSettings(draft: SettingsDraft): SettingName[] {
  return SETTING_NAMES.filter(
    (name) => draft[name] !== undefined && !TrainingSettings.shape[name].safeParse(draft[name]).success,
  );
}

/** The valid settings that differ from the defaults: what `runs.start` is given. */
export function changedSettings(draft: SettingsDraft): Partial<TrainingSettings> {
  const invalid = invalidSettings(draft);
  return Object.fromEntries(
    Object.entries(draft).filter(([name, value]) => value !== undefined && !invalid.includes(name as SettingName)),
  );
}

/** The fields with another shape of the run; what is the size's default goes without saying. */
export function withShape(draft: SettingsDraft, { size, ...shape }: RunShape): SettingsDraft {
  const defaults = defaultSettings(size);
  const names = Object.keys(shape) as (keyof typeof shape)[];
  const others = Object.entries(draft).filter(([name]) => !Object.hasOwn(shape, name));
  const changed = names.filter((name) => shape[name] !== defaults[name]).map((name) => [name, shape[name]]);
  return Object.fromEntries([...others, ...changed]);
}

type Changes = { [Name in SettingName]?: SettingsDraft[Name] | undefined };

/** The fields with answers that were taken over at a click; what is the size's default goes without saying. */
export function withSettings(draft: SettingsDraft, size: SizeName, taken: Changes): SettingsDraft {
  const defaults = defaultSettings(size);
  const names = Object.keys(taken) as SettingName[];
  const others = Object.entries(draft).filter(([name]) => !Object.hasOwn(taken, name));
  const changed = names
    .filter((name) => taken[name] !== undefined && taken[name] !== defaults[name])
    .map((name) => [name, taken[name]]);
  return Object.fromEntries([...others, ...changed]);
}

/** Bounds of a field by the schema itself. `above` instead of `min` where the bound does not belong to the range. */
export function settingRange(name: NumericSettingName): { min: number; max: number; above: boolean; integer: boolean } {
  const schema = NumericSettings.shape[name];
  const min = schema.minValue ?? Number.NEGATIVE_INFINITY;
  const max = schema.maxValue ?? Number.POSITIVE_INFINITY;
  const integer = !schema.safeParse((min + max) / 2 + 0.1).success && schema.safeParse(Math.ceil(min)).success;
  return { min, max, above: !schema.safeParse(min).success, integer };
}
