import { openDatasetFile } from '../../../db/datasetFile.ts';
import { Documents } from '../../prepare/documents.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { surveyLabels } from './prepareRun.ts';

/** Says of a column of labels what stands in the way of a training, and what may be meant otherwise. @throws AppError `column_unknown` */
export async function examineLabels({ dataset, recipe }: ExamineRequest, signal: AbortSignal): Promise<Examined> {
  if (recipe.kind !== 'classify') throw new Error(`${recipe.kind} has no labels`);
  const file = openDatasetFile(dataset);
  try {
    const labels = surveyLabels(new Documents(file, recipe));
    signal.throwIfAborted();
    return { refusal: labels.refusal(recipe.output), warnings: labels.warnings(recipe.output) };
  } finally {
    file.close();
  }
}
