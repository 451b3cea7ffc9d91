import type { Use } from '../../../../shared/domain/runs/judge.ts';
import type { Recommendation } from '../../../../shared/domain/runs/recommend.ts';
import { taskSettings } from '../../../../shared/domain/tasks/index.ts';
import { toBudget } from './budgetDraft.ts';
import { changedSettings } from './settingsDraft.ts';
import { type TrainDraft, withUse } from './trainDraft.ts';

/** Settings of the form that are recommended, beside size and time. */
const ADVISED = ['context_length', 'per_device_train_batch_size', 'truncation_side'] as const;
type Settings = Pick<Recommendation, 'size' | 'minutes' | (typeof ADVISED)[number]>;

/** All that is recommended, as answers of the form. */
export const asUse = ({ minutes, ...settings }: Settings): Required<Use> => ({
  size: settings.size,
  budget: { kind: 'minutes', minutes },
  context_length: settings.context_length,
  per_device_train_batch_size: settings.per_device_train_batch_size,
  truncation_side: settings.truncation_side,
});

/** Whether the answers are just what is recommended. */
export function isTaken(draft: TrainDraft, recommended: Settings): boolean {
  const { size, minutes } = recommended;
  const budget = toBudget(draft.budget);
  const settings = { ...taskSettings(draft.recipe.task, draft.size), ...changedSettings(draft.settings) };
  return (
    draft.size === size &&
    budget?.kind === 'minutes' &&
    budget.minutes === minutes &&
    ADVISED.every((name) => settings[name] === recommended[name])
  );
}

/** The answers of somebody who takes all that is recommended, whatever it will be once texts are counted and a step is measured; a form that nobody has answered does, too. */
export const takeAll = (draft: TrainDraft, recommended: Settings): Partial<TrainDraft> => ({
  ...withUse(draft, asUse(recommended)),
  followsAdvice: true,
});

/**
 * What follows from a recommendation that has changed since all of it was taken; `null` where nothing does. Time and context follow what was
 * counted and measured for the size that was taken, which does not hang on them: the form comes to rest. Another size is offered, never taken:
 * it is another model, and counting and measuring would begin anew.
 */
export function followAdvice(draft: TrainDraft, recommended: Settings): Partial<TrainDraft> | null {
  if (!draft.followsAdvice || draft.size !== recommended.size || isTaken(draft, recommended)) return null;
  return takeAll(draft, recommended);
}

const advised = ({ size, budget, settings }: TrainDraft) =>
  JSON.stringify([size, budget, ...ADVISED.map((name) => settings[name])]);

/** A change made by hand: who answers himself what was recommended does not follow it any more. */
export const byHand = (draft: TrainDraft, patch: Partial<TrainDraft>): Partial<TrainDraft> =>
  advised({ ...draft, ...patch }) === advised(draft) ? patch : { ...patch, followsAdvice: false };
