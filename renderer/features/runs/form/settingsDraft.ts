import {
  DEFAULT_ARCHITECTURE,
  freshArchitecturesFor,
  ModelType,
} from '../../../../shared/domain/architectures/index.ts';
import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { defaultSettingsOn } from '../../../../shared/domain/runs/baseSettings.ts';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { SETTING_NAMES, type SettingName, settingNamesFor } from '../../../../shared/domain/runs/settings.ts';
import { GivenSettings, type TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import {
  decidingMetric,
  definitionOfTask,
  type TaskKind,
  taskSettings,
} from '../../../../shared/domain/tasks/index.ts';

/** What was typed into the advanced fields. What is absent follows the default of what is trained; '' is a field left empty. */
export type SettingsDraft = Partial<Record<SettingName, number | string | boolean>>;

/** What is trained, as far as defaults depend on it. */
export interface Start {
  task: TaskKind;
  size: SizeName;
  /** The model that it starts from, `null` for none. */
  base: Pick<BaseModel, 'config'> | null;
}

/** What a run takes where nothing is given: the default of size and task, or that of a run on top of a model. */
export const defaultsOf = ({ task, size, base }: Start, draft: SettingsDraft): TrainingSettings =>
  base
    ? defaultSettingsOn(base, size, tuningOf(draft), definitionOfTask(task).settingsOnBase)
    : taskSettings(task, size);

/** What of a model is trained. */
export const tuningOf = ({ tuning }: SettingsDraft): TrainingSettings['tuning'] =>
  tuning === 'full' || tuning === 'frozen' ? tuning : 'lora';

/** Names of the settings that say something of what is trained. */
export const namesFor = ({ base, task }: Pick<Start, 'base' | 'task'>, draft: SettingsDraft): SettingName[] =>
  settingNamesFor({
    hasBase: base !== null,
    tuning: tuningOf(draft),
    architecture: architectureOf(base, draft),
    decides: decidingMetric(task) !== null,
  });

const architectureOf = (base: Start['base'], { architecture }: SettingsDraft): ModelType =>
  base?.config.model_type ?? ModelType.safeParse(architecture).data ?? DEFAULT_ARCHITECTURE;

/** The answers without an architecture that is not for a task. */
export function settingsFor(draft: SettingsDraft, task: TaskKind): SettingsDraft {
  const { architecture, ...others } = draft;
  return architecture === undefined || freshArchitecturesFor(task).some((type) => type === architecture)
    ? draft
    : others;
}

/** What a field shows. */
export const settingValue = (draft: SettingsDraft, defaults: TrainingSettings, name: SettingName): string =>
  String(draft[name] ?? defaults[name]);

/**
 * Names of the fields whose value is refused: by the schema, and a context that the model does not have.
 *
 * @param mostTokens of the model's context, where the run starts from one
 */
export function invalidSettings(draft: SettingsDraft, mostTokens = Number.POSITIVE_INFINITY): SettingName[] {
  const isTooLong = (name: SettingName) => name === 'context_length' && Number(draft[name]) > mostTokens;
  return SETTING_NAMES.filter(
    (name) =>
      draft[name] !== undefined && (!GivenSettings.shape[name].safeParse(draft[name]).success || isTooLong(name)),
  );
}

/** The valid settings that differ from the defaults, of `names`: what `runs.start` is given. */
export function changedSettings(
  draft: SettingsDraft,
  names: readonly SettingName[] = SETTING_NAMES,
): Partial<TrainingSettings> {
  const invalid = invalidSettings(draft);
  const valid = names.filter((name) => draft[name] !== undefined && !invalid.includes(name));
  return Object.fromEntries(valid.map((name) => [name, draft[name]]));
}

/** The fields with another shape of the run; what is the default goes without saying. */
export function withShape(
  draft: SettingsDraft,
  { size: _, ...shape }: RunShape,
  defaults: TrainingSettings,
): SettingsDraft {
  return withSettings(draft, shape, defaults);
}

type Changes = { [Name in SettingName]?: SettingsDraft[Name] | undefined };

/** The fields with answers that were taken over at a click; what is the default goes without saying. */
export function withSettings(draft: SettingsDraft, taken: Changes, defaults: TrainingSettings): SettingsDraft {
  const names = Object.keys(taken) as SettingName[];
  const others = Object.entries(draft).filter(([name]) => !Object.hasOwn(taken, name));
  const changed = names
    .filter((name) => taken[name] !== undefined && taken[name] !== defaults[name])
    .map((name) => [name, taken[name]]);
  return Object.fromEntries([...others, ...changed]);
}

/** Settings that are meant for what it was started from before, and not for a model, or for none. */
const OF_START: readonly SettingName[] = [
  'context_length',
  'per_device_train_batch_size',
  'gradient_accumulation_steps',
  'learning_rate',
];

/** The fields of a training that is to start from something else. */
export const restarted = (draft: SettingsDraft): SettingsDraft =>
  Object.fromEntries(Object.entries(draft).filter(([name]) => !OF_START.includes(name as SettingName)));
