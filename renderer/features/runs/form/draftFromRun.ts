import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Recommendation } from '../../../../shared/domain/runs/recommend.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import type { RecipeRequest } from '../../../../shared/domain/tasks/index.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';
import { guessTask, type TaskDraft, taskOfRun } from '../../../tasks/taskDraft.ts';
import { type BudgetDraft, DEFAULT_BUDGET } from './budgetDraft.ts';
import { defaultsOf, namesFor, type SettingsDraft } from './settingsDraft.ts';
import { DEFAULT_SPLIT, draftFromSplit, type SplitDraft } from './splitDraft.ts';

/** What the form for a new run begins with. */
export interface RunDraft {
  recipe: TaskDraft;
  size: SizeName;
  /** See `TrainDraft`. */
  base: string | null;
  budget: BudgetDraft;
  settings: SettingsDraft;
  split: SplitDraft;
}

/** The usual form, with the size and the minutes that are recommended for the data. */
export function newDraft(
  columns: readonly Column[],
  suggested?: RecipeRequest,
  { size, minutes }: Pick<Recommendation, 'size' | 'minutes'> = { size: 'small', minutes: 5 },
): RunDraft {
  const recipe = guessTask(columns, suggested);
  return { recipe, size, base: null, budget: { ...DEFAULT_BUDGET, minutes }, settings: {}, split: DEFAULT_SPLIT };
}

/**
 * The form as it was for a run, to be changed and trained again. Settings that are the size's defaults stay so, whichever size is chosen
 * then. A recipe that names a column which the data set does not have is left out.
 */
export function draftFromRun(run: Run, columns: readonly Column[]): RunDraft {
  const { settings, model } = run;
  const start = { task: taskOf(run.recipe).kind, size: run.size, base: model.base && model };
  const defaults = defaultsOf(start, settings);
  return {
    recipe: taskOfRun(run, columns),
    split: draftFromSplit(run.split, columns),
    size: run.size,
    base: model.base?.id ?? null,
    budget: { ...DEFAULT_BUDGET, ...budgetFrom(run) },
    settings: Object.fromEntries(
      namesFor(start, settings)
        .filter((name) => settings[name] !== defaults[name] || (name === 'tuning' && settings.tuning !== 'lora'))
        .map((name) => [name, settings[name]]),
    ),
  };
}

function budgetFrom({ budget }: Run): Partial<BudgetDraft> {
  return budget.kind === 'minutes'
    ? { kind: 'minutes', minutes: budget.minutes }
    : { kind: 'steps', steps: budget.steps };
}
