import type { Use } from '../../../../shared/domain/runs/judge.ts';
import type { Recommendation } from '../../../../shared/domain/runs/recommend.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { toBudget } from './budgetDraft.ts';
import { changedSettings } from './settingsDraft.ts';
import { type TrainDraft, withUse } from './trainDraft.ts';

type Settings = Pick<Recommendation, 'size' | 'minutes' | 'context_length' | 'truncation_side'>;

/** All that is recommended, as answers of the form. */
export const asUse = ({ size, minutes, context_length, truncation_side }: Settings): Required<Use> => ({
  size,
  budget: { kind: 'minutes', minutes },
  context_length,
  truncation_side,
});

/** Whether the answers are just what is recommended. */
export function isTaken(draft: TrainDraft, recommended: Settings): boolean {
  const { size, minutes, context_length, truncation_side } = recommended;
  const budget = toBudget(draft.budget);
  const settings = { ...defaultSettings(draft.size), ...changedSettings(draft.settings) };
  return (
    draft.size === size &&
    budget?.kind === 'minutes' &&
    budget.minutes === minutes &&
    settings.context_length === context_length &&
    settings.truncation_side === truncation_side
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
  JSON.stringify([size, budget, settings.context_length, settings.truncation_side]);

/** A change made by hand: who answers himself what was recommended does not follow it any more. */
export const byHand = (draft: TrainDraft, patch: Partial<TrainDraft>): Partial<TrainDraft> =>
  advised({ ...draft, ...patch }) === advised(draft) ? patch : { ...patch, followsAdvice: false };
