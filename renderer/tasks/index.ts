import { type Recipe, type TaskKind, taskOf } from '../../shared/domain/tasks/index.ts';
import { multiLabelClassification } from './multiLabelClassification/index.ts';
import { recommendation } from './recommendation/index.ts';
import { regression } from './regression/index.ts';
import { sentenceSimilarity } from './sentenceSimilarity/index.ts';
import type { AnyView, TaskView } from './task.ts';
import { textClassification } from './textClassification/index.ts';
import { textGeneration } from './textGeneration/index.ts';

/** What the window shows of each task, which does not compile without one. The only place that names a task's view. */
export const TASK_VIEWS: { readonly [K in TaskKind]: TaskView<K> } = {
  'text-generation': textGeneration,
  'text-classification': textClassification,
  'multi-label-classification': multiLabelClassification,
  regression,
  recommendation,
  'sentence-similarity': sentenceSimilarity,
};

/** Whoever has something of a task asks its own view about it. */
export const viewOfTask = (kind: TaskKind): AnyView => TASK_VIEWS[kind] as unknown as AnyView;

export const viewOf = ({ kind }: { kind: Recipe['kind'] }): AnyView => viewOfTask(taskOf({ kind }).kind);
