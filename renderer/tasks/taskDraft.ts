import { z } from 'zod';
import type { Column } from '../../shared/domain/columns.ts';
import {
  type Recipe,
  type RecipeKind,
  type RecipeRequest,
  TASK_KINDS,
  TASKS,
  type TaskKind,
  taskOf,
} from '../../shared/domain/tasks/index.ts';
import type { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';
import { viewOfTask } from './index.ts';
import type { AnyView, Remedy } from './task.ts';

/** What the form holds: the task that is chosen, and the answers for all of them, so that looking at another one loses nothing. */
export interface TaskDraft {
  task: TaskKind;
  of: { readonly [K in TaskKind]?: unknown };
}

const draftsOf = (kind: TaskKind): AnyView['draft'] => viewOfTask(kind).draft;
const FIRST = TASK_KINDS[0] as TaskKind;

/** As it is kept. Before there were tasks, it was the answers for the first of them. */
export const StoredTaskDraft: z.ZodType<TaskDraft> = z.preprocess(
  (stored) =>
    z.object({ of: z.unknown() }).safeParse(stored).success ? stored : { task: FIRST, of: { [FIRST]: stored } },
  z.object({
    task: z.enum(TASK_KINDS as [TaskKind, ...TaskKind[]]),
    of: z.object(Object.fromEntries(TASK_KINDS.map((kind) => [kind, draftsOf(kind).schema.optional()]))),
  }),
);

/** With answers for every task. */
const drafts = (of: (kind: TaskKind) => unknown): TaskDraft['of'] =>
  Object.fromEntries(TASK_KINDS.map((kind) => [kind, of(kind)]));

/**
 * What the columns are made for, and a guess for each task; or what is suggested, where it fits. Nearly every table has texts to be written:
 * a task that comes later in the list and knows its columns is more special.
 */
export function guessTask(columns: readonly Column[], suggested?: RecipeRequest): TaskDraft {
  const wanted = suggested && taskOf(suggested).kind;
  return {
    task: wanted ?? TASK_KINDS.findLast((kind) => TASKS[kind].suggest(columns) !== null) ?? FIRST,
    of: drafts((kind) => draftsOf(kind).guess(columns, kind === wanted ? suggested : undefined)),
  };
}

export function taskOfRun(
  run: { recipe: Recipe; fidelityFields: readonly string[] | null },
  columns: readonly Column[],
): TaskDraft {
  const task = taskOf(run.recipe).kind;
  return {
    task,
    of: drafts((kind) => (kind === task ? draftsOf(kind).fromRun(run, columns) : draftsOf(kind).guess(columns))),
  };
}

export function fitTask({ task, of }: TaskDraft, columns: readonly Column[]): TaskDraft {
  return {
    task,
    of: drafts((kind) =>
      of[kind] === undefined ? draftsOf(kind).guess(columns) : draftsOf(kind).fit(of[kind], columns),
    ),
  };
}

export const kindOf = ({ task, of }: TaskDraft): RecipeKind => draftsOf(task).kindOf(of[task]);

/** Chooses a recipe, of whichever task it is. */
export function withKind({ of }: TaskDraft, kind: RecipeKind): TaskDraft {
  const task = taskOf({ kind }).kind;
  return { task, of: { ...of, [task]: draftsOf(task).withKind(of[task], kind) } };
}

/** Chooses what is proposed, with its columns. */
export function withRequest({ of }: TaskDraft, request: RecipeRequest, columns: readonly Column[]): TaskDraft {
  const task = taskOf(request).kind;
  return { task, of: { ...of, [task]: draftsOf(task).guess(columns, request) } };
}

/** What is asked of the host; `null` while the form lacks an answer that nobody can guess. */
export const toRequest = ({ task, of }: TaskDraft): RecipeRequest | null => draftsOf(task).toRequest(of[task]);

export const toFidelityFields = ({ task, of }: TaskDraft): { fidelityFields?: string[] } =>
  draftsOf(task).toFidelityFields(of[task]);

/** What can be done at a click about something that was found in the rows. */
export const remediesFor = (
  { task, of }: TaskDraft,
  finding: RecipeFindings['warnings'][number],
): readonly Remedy<TaskDraft>[] =>
  (draftsOf(task).remedies?.(of[task], finding) ?? []).map((remedy) => ({
    ...remedy,
    draft: { task, of: { ...of, [task]: remedy.draft } },
  }));
