import { openDatasetFile } from '../../../db/datasetFile.ts';
import { Documents } from '../../prepare/documents.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { ScoreSurvey } from './surveyScores.ts';

/** Says of a column of numbers what stands in the way of a training, and which rows are left out. @throws AppError `column_unknown` */
export async function examineScores({ dataset, recipe }: ExamineRequest, signal: AbortSignal): Promise<Examined> {
  if (recipe.kind !== 'score') throw new Error(`${recipe.kind} has no numbers`);
  const file = openDatasetFile(dataset);
  try {
    const scores = surveyScores(new Documents(file, recipe), recipe.output);
    signal.throwIfAborted();
    return { refusal: scores.refusal(recipe.output), warnings: scores.warnings(recipe.output) };
  } finally {
    file.close();
  }
}

export function surveyScores(documents: Documents, column: string): ScoreSurvey {
  const scores = new ScoreSurvey();
  for (const { row, cell, document } of documents.readWhole()) {
    scores.add(cell(column), document && Number(document.completion), row);
  }
  return scores;
}
