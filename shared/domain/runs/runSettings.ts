import { decidingMetric, taskOf } from '../tasks/index.ts';
import type { MeasureName } from './metrics.ts';
import type { Run } from './run.ts';
import { type SettingName, settingNamesFor } from './settings.ts';

/** Settings that say something of a run. */
export const settingNamesOf = ({
  model,
  settings,
  recipe,
}: Pick<Run, 'model' | 'settings' | 'recipe'>): SettingName[] =>
  settingNamesFor({
    hasBase: model.base !== null,
    tuning: settings.tuning,
    architecture: model.architecture,
    decides: decidingMetric(taskOf(recipe).kind) !== null,
  });

/** Whether it fits nothing but a head on a body that stays as it is: there are no optimizer steps, and no budget to spend on them. */
export const isFitted = ({ model, settings }: Pick<Run, 'model' | 'settings'>): boolean =>
  model.base !== null && settings.tuning === 'frozen';

/** Whether stopping a run leaves a model: before it trains there is none, and a frozen body has none until its head is fitted. */
export const leavesModel = (run: Pick<Run, 'state' | 'model' | 'settings'>): boolean =>
  run.state === 'saving' || (run.state === 'training' && !isFitted(run));

/** The figure of its task that a run's best model is chosen by; `null` for the loss. */
export const chosenBy = ({ settings, recipe }: Pick<Run, 'settings' | 'recipe'>): MeasureName | null =>
  settings.metric_for_best_model === 'task'
    ? ((decidingMetric(taskOf(recipe).kind)?.name ?? null) as MeasureName | null)
    : null;
