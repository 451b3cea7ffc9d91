import { keepRivalOf } from '../../texts/keepRival.ts';
import { MOST_UNITS, trainLabels } from '../../texts/trainLabels.ts';
import { type LabelledRow, labelledRows } from './labelledRows.ts';
import { surveyLabels } from './prepareRun.ts';

/** Keeps logistic regression on words as a model. @throws AppError `labels_…`, and what `keepRivalOf` throws */
export const keepLinear = keepRivalOf('classify', (recipe, documents, seed) => {
  const survey = surveyLabels(documents);
  const refusal = survey.refusal(recipe.output);
  if (refusal) throw refusal;
  const { labels } = survey;
  return {
    read: () => labelledRows(documents),
    mostUnits: MOST_UNITS,
    train: async (learned: readonly LabelledRow[], report) => ({
      labels,
      parts: (await trainLabels(learned, labels, seed, report)).parts,
    }),
  };
});
