import { type RecipeKind, type TaskKind, taskOf } from '../../shared/domain/tasks/index.ts';
import { multiLabelClassification } from './multiLabelClassification/index.ts';
import { recommendation } from './recommendation/index.ts';
import { regression } from './regression/index.ts';
import { sentenceSimilarity } from './sentenceSimilarity/index.ts';
import type { MainTask } from './task.ts';
import { textClassification } from './textClassification/index.ts';
import { textGeneration } from './textGeneration/index.ts';

/** What workers do, task by task. A task of `shared/domain/tasks` that is missing here does not compile. */
const MAIN_TASKS: { readonly [K in TaskKind]: MainTask<K> } = {
  'text-generation': textGeneration,
  'text-classification': textClassification,
  'multi-label-classification': multiLabelClassification,
  regression,
  recommendation,
  'sentence-similarity': sentenceSimilarity,
};

export const mainTask = (kind: TaskKind): MainTask => MAIN_TASKS[kind];

export const mainTaskOf = (recipe: { kind: RecipeKind }): MainTask => mainTask(taskOf(recipe).kind);
