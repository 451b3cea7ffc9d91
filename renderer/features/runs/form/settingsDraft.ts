import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { SETTING_NAMES, type SettingName } from '../../../../shared/domain/runs/settings.ts';
import { GivenSettings, type TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import { TASK_KINDS, taskSettings } from '../../../../shared/domain/tasks/index.ts';

/** What was typed into the advanced fields. What is absent follows the default of size and task; '' is a field left empty. */
export type SettingsDraft = Partial<Record<SettingName, number | string | boolean>>;

/** What a field shows. */
export const settingValue = (draft: SettingsDraft, size: SizeName, name: SettingName, task = TASK_KINDS[0]): string =>
  String(draft[name] ?? taskSettings(task, size)[name]);

/** Names of the fields whose value the schema refuses. */
export function invalidSettings(draft: SettingsDraft): SettingName[] {
  return SETTING_NAMES.filter(
    (name) => draft[name] !== undefined && !GivenSettings.shape[name].safeParse(draft[name]).success,
  );
}

/** The valid settings that differ from the defaults: what `runs.start` is given. */
export function changedSettings(draft: SettingsDraft): Partial<TrainingSettings> {
  const invalid = invalidSettings(draft);
  const valid = SETTING_NAMES.filter((name) => draft[name] !== undefined && !invalid.includes(name));
  return Object.fromEntries(valid.map((name) => [name, draft[name]]));
}

/** The fields with another shape of the run; what is the size's default goes without saying. */
export function withShape(draft: SettingsDraft, { size, ...shape }: RunShape, task = TASK_KINDS[0]): SettingsDraft {
  return withSettings(draft, size, shape, task);
}

type Changes = { [Name in SettingName]?: SettingsDraft[Name] | undefined };

/** The fields with answers that were taken over at a click; what is the size's default goes without saying. */
export function withSettings(
  draft: SettingsDraft,
  size: SizeName,
  taken: Changes,
  task = TASK_KINDS[0],
): SettingsDraft {
  const defaults = taskSettings(task, size);
  const names = Object.keys(taken) as SettingName[];
  const others = Object.entries(draft).filter(([name]) => !Object.hasOwn(taken, name));
  const changed = names
    .filter((name) => taken[name] !== undefined && taken[name] !== defaults[name])
    .map((name) => [name, taken[name]]);
  return Object.fromEntries([...others, ...changed]);
}
