import { openDatasetFile } from '../../../db/datasetFile.ts';
import { Documents } from '../../prepare/documents.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { EventSurvey } from './surveyEvents.ts';

/** Says of events what stands in the way of a training, and which ones are left out. @throws AppError `column_unknown` */
export async function examineEvents({ dataset, recipe }: ExamineRequest, signal: AbortSignal): Promise<Examined> {
  if (recipe.kind !== 'recommend') throw new Error(`${recipe.kind} has no events`);
  const file = openDatasetFile(dataset);
  try {
    const events = new EventSurvey(new Documents(file, recipe), recipe);
    signal.throwIfAborted();
    return { refusal: events.refusal(), warnings: events.warnings() };
  } finally {
    file.close();
  }
}
