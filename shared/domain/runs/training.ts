import { z } from 'zod';
import { SIZE_PRESETS, type SizeName } from '../architectures/sizes.ts';
import type { Setting } from './settingDefinition.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings, settingOf } from './settings.ts';

/** How long to train: a number of optimizer steps or of minutes. */
export const Budget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('steps'), steps: z.number().int().min(1).max(10_000_000) }),
  z.object({ kind: z.literal('minutes'), minutes: z.number().positive().max(100_000) }),
]);
export type Budget = z.infer<typeof Budget>;

/** Share of a budget that is used up, 0 to 1; a run may take a little longer than its minutes. */
export function spentShare(budget: Budget, { step, elapsedMs }: { step: number; elapsedMs: number }): number {
  return Math.min(1, budget.kind === 'steps' ? step / budget.steps : elapsedMs / (budget.minutes * 60_000));
}

type GivenShape = { [N in SettingName]: Settings[N]['schema'] };
type StoredShape = {
  [N in SettingName]: Settings[N] extends { always: true } ? GivenShape[N] : z.ZodDefault<GivenShape[N]>;
};

const shape = <S>(schemaOf: (setting: Setting) => z.ZodType): S =>
  Object.fromEntries(SETTING_NAMES.map((name) => [name, schemaOf(settingOf(name))])) as S;

/** Settings as they are typed in or asked for: each within its range. */
export const GivenSettings = z.object(shape<GivenShape>(({ schema }) => schema));

/** Settings of a stored run. What a run of an earlier version lacks is what such runs did. */
export const TrainingSettings = z.object(
  shape<StoredShape>((setting) => {
    const schema: z.ZodType = 'stored' in setting && setting.stored ? setting.stored : setting.schema;
    return setting.always ? schema : schema.default(setting.earlier ?? setting.default);
  }),
);
export type TrainingSettings = z.infer<typeof TrainingSettings>;

/** Where a prompt that leaves no room for the answer is cut: nowhere, or at its beginning. */
export const TruncationSide = SETTINGS.truncation_side.schema;
export type TruncationSide = z.infer<typeof TruncationSide>;

export function defaultSettings(size: SizeName): TrainingSettings {
  const preset = SIZE_PRESETS[size];
  return Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const { default: value } = settingOf(name);
      return [name, typeof value === 'function' ? value(preset) : value];
    }),
  ) as TrainingSettings;
}
