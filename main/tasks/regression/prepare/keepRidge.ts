import type { Preparation } from '../../../../shared/domain/runs/run.ts';
import type { KeepRequest, KeptRival } from '../../task.ts';
import { keepRival } from '../../texts/keepRival.ts';
import { surveyScores } from './examineScores.ts';
import { type ScoredRow, scoredRows } from './scoredRows.ts';
import { MOST_UNITS, trainRidge } from './trainRivals.ts';

/** Keeps ridge regression on words as a model. @throws AppError `scores_…`, and what `keepRival` throws */
export async function keepRidge(
  request: KeepRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<KeptRival> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'score') throw new Error(`${recipe.kind} has no numbers`);
  return await keepRival<ScoredRow>(request, signal, send, (documents) => {
    const refusal = surveyScores(documents, recipe.output).refusal(recipe.output);
    if (refusal) throw refusal;
    return {
      read: () => scoredRows(documents),
      mostUnits: MOST_UNITS,
      train: async (learned, report) => ({ labels: null, parts: (await trainRidge(learned, seed, report)).parts }),
    };
  });
}
