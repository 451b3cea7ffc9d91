import { keepRivalOf } from '../../texts/keepRival.ts';
import { surveyScores } from './examineScores.ts';
import { type ScoredRow, scoredRows } from './scoredRows.ts';
import { MOST_UNITS, trainRidge } from './trainRivals.ts';

/** Keeps ridge regression on words as a model. @throws AppError `scores_…`, and what `keepRivalOf` throws */
export const keepRidge = keepRivalOf('score', (recipe, documents, seed) => {
  const refusal = surveyScores(documents, recipe.output).refusal(recipe.output);
  if (refusal) throw refusal;
  return {
    read: () => scoredRows(documents),
    mostUnits: MOST_UNITS,
    train: async (learned: readonly ScoredRow[], report) => ({
      labels: null,
      parts: (await trainRidge(learned, seed, report)).parts,
    }),
  };
});
