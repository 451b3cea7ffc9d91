import type { CurvePoint } from '../../../../shared/domain/runs/dataCurve.ts';
import type { Preparation } from '../../../../shared/domain/runs/run.ts';
import { argmax } from '../../../ml/argmax.ts';
import type { CurveRequest } from '../../task.ts';
import { BEFORE, dataCurve } from '../../texts/dataCurve.ts';
import { MOST_UNITS, trainLabels } from '../../texts/trainLabels.ts';
import { measureLabels } from '../measures/measureLabels.ts';
import { type LabelledRow, labelledRows } from './labelledRows.ts';
import { surveyLabels } from './prepareRun.ts';

/** How good logistic regression on words gets by the number of its rows. @throws AppError `labels_…`, and what `dataCurve` throws */
export async function curveOfLabels(
  request: CurveRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<{ heldOut: number; points: CurvePoint[] }> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'classify') throw new Error(`${recipe.kind} has no labels`);
  return await dataCurve<LabelledRow>(request, signal, send, (documents) => {
    const survey = surveyLabels(documents);
    const refusal = survey.refusal(recipe.output);
    if (refusal) throw refusal;
    const { labels } = survey;
    const numbers = new Map(labels.map((label, number) => [label, number]));
    return {
      read: () => labelledRows(documents),
      mostUnits: MOST_UNITS,
      async train(rows, breathe) {
        const linear = await trainLabels(rows, labels, seed, breathe);
        return (text) => argmax(linear.predict(text));
      },
      measure(held, answers, before) {
        const told = held.map(({ label }, place) => ({
          ...{ label: numbers.get(label) as number, predicted: answers[place] as number, confidence: 0 },
        }));
        const counts = labels.map(() => ({ trained: 0 }));
        const measured = measureLabels(told, counts, seed, before && [{ name: BEFORE, predicted: before }]);
        if (!measured) return null;
        // Nothing is known of how sure it is.
        const { accuracy, macro_f1 } = measured.metrics;
        return { ...measured, metrics: { ...(accuracy && { accuracy }), ...(macro_f1 && { macro_f1 }) } };
      },
    };
  });
}
