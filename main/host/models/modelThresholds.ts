import { definitionOfTask, TASK_KINDS, taskOf } from '../../../shared/domain/tasks/index.ts';
import { chosenThresholds, type ModelThresholds, type Thresholds } from '../../../shared/domain/tasks/thresholds.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { namedLabels, readThresholds, writeThresholds } from '../../formats/thresholds.ts';
import { announce, type HostContext } from '../services/context.ts';

/**
 * From which probability on each label of a model is told.
 *
 * @throws AppError `not_found`, `model_other_task` where labels are not decided one by one, `model_invalid`
 */
export async function readThresholdsOf(context: HostContext, id: string): Promise<ModelThresholds> {
  const folder = folderOf(context, id);
  return { labels: await namedLabels(folder), thresholds: await readThresholds(folder) };
}

/**
 * Chooses them in place of those of before; whoever writes last has them.
 *
 * @throws AppError `label_unknown`, `disk_full`, `write_failed`, and as above
 */
export async function setThresholds(context: HostContext, id: string, given: Thresholds): Promise<ModelThresholds> {
  const folder = folderOf(context, id);
  const labels = await namedLabels(folder);
  const unknown = Object.keys(given).find((label) => !labels.includes(label));
  if (unknown !== undefined) throw new AppError('label_unknown', { label: unknown, labels: labels.join(', ') });
  const thresholds = chosenThresholds(given, labels);
  await writeThresholds(folder, thresholds);
  announce(context, 'models');
  return { labels, thresholds };
}

function folderOf({ stores, paths }: HostContext, id: string): string {
  const model = stores.models.get(id);
  const task = taskOf(model.recipe);
  if (!task.thresholds) {
    const asked = TASK_KINDS.filter((kind) => definitionOfTask(kind).thresholds).join(', ');
    throw new AppError('model_other_task', { task: task.kind, asked });
  }
  return paths.modelFolder(id);
}
