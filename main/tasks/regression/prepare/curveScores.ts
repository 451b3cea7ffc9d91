import type { CurvePoint } from '../../../../shared/domain/runs/dataCurve.ts';
import type { Preparation } from '../../../../shared/domain/runs/run.ts';
import type { CurveRequest } from '../../task.ts';
import { BEFORE, dataCurve } from '../../texts/dataCurve.ts';
import { measureScores } from '../measures/measureScores.ts';
import { surveyScores } from './examineScores.ts';
import { type ScoredRow, scoredRows } from './scoredRows.ts';
import { MOST_UNITS, trainRidge } from './trainRivals.ts';

/** How good ridge regression on words gets by the number of its rows. @throws AppError `scores_…`, and what `dataCurve` throws */
export async function curveOfScores(
  request: CurveRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<{ heldOut: number; points: CurvePoint[] }> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'score') throw new Error(`${recipe.kind} has no numbers`);
  return await dataCurve<ScoredRow>(request, signal, send, (documents) => {
    const refusal = surveyScores(documents, recipe.output).refusal(recipe.output);
    if (refusal) throw refusal;
    return {
      read: () => scoredRows(documents),
      mostUnits: MOST_UNITS,
      async train(rows, breathe) {
        const ridge = await trainRidge(rows, seed, breathe);
        return (text) => ridge.predict(text);
      },
      measure(held, answers, before) {
        const estimates = held.map(({ number }, place) => ({ number, predicted: answers[place] as number }));
        return measureScores(estimates, seed, before && [{ name: BEFORE, predicted: before }]);
      },
    };
  });
}
