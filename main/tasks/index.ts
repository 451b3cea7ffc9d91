import { type RecipeKind, type TaskKind, taskOf } from '../../shared/domain/tasks/index.ts';
import type { MainTask } from './task.ts';
import { textGeneration } from './textGeneration/index.ts';

/** What workers do, task by task. A task of `shared/domain/tasks` that is missing here does not compile. */
const MAIN_TASKS: { readonly [K in TaskKind]: MainTask } = { 'text-generation': textGeneration };

export const mainTaskOf = (recipe: { kind: RecipeKind }): MainTask => MAIN_TASKS[taskOf(recipe).kind];
