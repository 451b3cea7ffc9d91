import { type Recipe, type TaskKind, taskOf } from '../../shared/domain/tasks/index.ts';
import type { TaskView } from './task.ts';
import { textGeneration } from './textGeneration/index.ts';

/** What the window shows of each task. The only place that names a task's view. */
export const TASK_VIEWS: { readonly [K in TaskKind]: TaskView<K> } = { 'text-generation': textGeneration };

/** A view whichever it is: it is asked about what is of its task. */
export type AnyView = TaskView<TaskKind>;

export const viewOf = ({ kind }: { kind: Recipe['kind'] }): AnyView => TASK_VIEWS[taskOf({ kind }).kind];
