import type { Preparation } from '../../../../shared/domain/runs/run.ts';
import type { KeepRequest, KeptRival } from '../../task.ts';
import { keepRival } from '../../texts/keepRival.ts';
import { type LabelledRow, labelledRows } from './labelledRows.ts';
import { surveyLabels } from './prepareRun.ts';
import { MOST_UNITS, trainLinear } from './trainRivals.ts';

/** Keeps logistic regression on words as a model. @throws AppError `labels_…`, and what `keepRival` throws */
export async function keepLinear(
  request: KeepRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<KeptRival> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'classify') throw new Error(`${recipe.kind} has no labels`);
  return await keepRival<LabelledRow>(request, signal, send, (documents) => {
    const survey = surveyLabels(documents);
    const refusal = survey.refusal(recipe.output);
    if (refusal) throw refusal;
    const { labels } = survey;
    return {
      read: () => labelledRows(documents),
      mostUnits: MOST_UNITS,
      train: async (learned, report) => ({ labels, parts: (await trainLinear(learned, labels, seed, report)).parts }),
    };
  });
}
