import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { Assignment } from '../../prepare/assignSplits.ts';
import type { Documents } from '../../prepare/documents.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { textsFile } from '../../texts/corpus.ts';
import { prepareTexts } from '../../texts/prepareTexts.ts';
import { numbersFile } from '../corpus.ts';
import { SCALE_FILE, type Scale } from '../scale.ts';
import { surveyScores } from './examineScores.ts';
import { type ScoredRow, scoredRows } from './scoredRows.ts';
import { trainRivals } from './trainRivals.ts';

/**
 * Makes of a data set what training reads, by `prepareTexts`: texts with their numbers, and by which mean and deviation these are standardised.
 *
 * @throws AppError `scores_…`, and what `prepareTexts` throws; the signal's reason once it has fired
 */
export async function prepareScored(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'score') throw new Error(`${recipe.kind} has no numbers`);
  return await prepareTexts({ ...request, base: null }, signal, send, (documents) => {
    const rows = () => scoredRows(documents);
    let scale: Scale = { mean: 0, std: 1 };
    return {
      refusal: surveyScores(documents, recipe.output).refusal(recipe.output),
      rows,
      onSplits(assignment) {
        scale = scaleOf(documents, assignment, recipe.output);
      },
      files: (split) => ({ texts: [textsFile(split), Uint32Array], numbers: [numbersFile(split), Float64Array] }),
      entry: ({ row, number }: ScoredRow, start) => ({ texts: [start, row], numbers: [number] }),
      content: () => ({ [SCALE_FILE]: { version: 1, ...scale } }),
      rivals: (assignment, report) => trainRivals({ read: rows, assignment, mean: scale.mean, seed }, report),
    };
  });
}

/**
 * Of the rows of training, by Welford's sums, which stay exact far from 0.
 *
 * @throws AppError `scores_one` where all of them have one number
 */
function scaleOf(documents: Documents, assignment: Assignment, column: string): Scale {
  let [count, mean, squares, number] = [0, 0, 0, 0];
  for (const { number: value } of scoredRows(documents)) {
    if (assignment.of(number++) !== 'train') continue;
    count++;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }
  const std = Math.sqrt(squares / count);
  if (!(std > 0)) throw new AppError('scores_one', { column, value: mean });
  return { mean, std };
}
