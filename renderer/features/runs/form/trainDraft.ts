import { z } from 'zod';
import { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Use } from '../../../../shared/domain/runs/judge.ts';
import type { Budget } from '../../../../shared/domain/runs/training.ts';
import { taskSettings } from '../../../../shared/domain/tasks/index.ts';
import { fitTask, StoredTaskDraft } from '../../../tasks/taskDraft.ts';
import { type SettingsDraft, withSettings } from './settingsDraft.ts';
import { columnOf, hasColumn, SPLIT_KINDS, type SplitDraft } from './splitDraft.ts';

const typed = z.union([z.number(), z.string()]);

/** All answers of the form for a new run, as they were typed. Names of columns and templates are in it, cells are not. */
export const TrainDraft = z.object({
  recipe: StoredTaskDraft,
  size: SizeName,
  /** Id of the model to start from; `null` starts from nothing, '' from one that is still to be chosen. */
  base: z.string().nullable().default(null),
  /** Whether size, budget and context are those that are recommended, and go with the recommendation as more gets known. */
  followsAdvice: z.boolean().default(false),
  budget: z.object({ kind: z.enum(['minutes', 'steps']), minutes: typed, steps: typed }),
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  split: z.object({
    kind: z.enum(SPLIT_KINDS),
    column: z.string().nullable(),
    validation: typed,
    test: typed,
    validationValues: z.array(z.string()).readonly(),
    testValues: z.array(z.string()).readonly(),
  }),
  name: z.string(),
});
export type TrainDraft = z.infer<typeof TrainDraft>;

/** Keeps drafts by key. In the browser's own storage: they are there after a reload and after the next start. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What a form is about: the data set, and the run or task that its answers began with. */
export const draftKey = (datasetId: string, origin: string | null): string =>
  `kindling.train.${datasetId}${origin === null ? '' : `/${origin}`}`;

/** The draft as far as it fits the columns; `null` where there is none, or one that cannot be read, which stays until it is replaced. */
export function readDraft(storage: DraftStorage, key: string, columns: readonly Column[]): TrainDraft | null {
  try {
    const text = storage.getItem(key);
    const parsed = text === null ? null : TrainDraft.safeParse(JSON.parse(text));
    return parsed?.success ? fitDraft(parsed.data, columns) : null;
  } catch {
    // Storage may be forbidden, and what is in it may be from another version.
    return null;
  }
}

export function writeDraft(storage: DraftStorage, key: string, draft: TrainDraft | null): void {
  try {
    if (draft === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or forbidden: the form works, and forgets.
  }
}

/** Leaves out what names a column that is not there: the data set has changed, or it is another one. */
export function fitDraft(draft: TrainDraft, columns: readonly Column[]): TrainDraft {
  return { ...draft, recipe: fitTask(draft.recipe, columns), split: fitSplit(draft.split, columns) };
}

function fitSplit(split: SplitDraft, columns: readonly Column[]): TrainDraft['split'] {
  const column = columnOf(split, columns);
  const fits = !hasColumn(split.kind) || columns.some(({ name }) => name === column);
  if (fits) return { ...split };
  return { ...split, kind: 'auto', column: null, validationValues: [], testValues: [] };
}

/** The answers with some that were recommended, taken at a click. */
export function withUse(draft: TrainDraft, { size, budget, ...taken }: Use): Partial<TrainDraft> {
  const chosen = size ?? draft.size;
  return {
    ...(size && { size }),
    ...(budget && { budget: { ...draft.budget, kind: budget.kind, [budget.kind]: amountOf(budget) } }),
    settings: keptSettings(withSettings(draft.settings, taken, taskSettings(draft.recipe.task, chosen))),
  };
}

const amountOf = (budget: Budget): number => (budget.kind === 'minutes' ? budget.minutes : budget.steps);

/** Settings without those that are left to the size. */
export const keptSettings = (settings: SettingsDraft): TrainDraft['settings'] =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
