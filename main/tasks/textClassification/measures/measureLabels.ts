import type { MeasureReport } from '../../../../shared/domain/models/measures.ts';
import { classificationFigures, type Prediction } from './figures.ts';

/**
 * Measures predictions of rows that were not trained on. `null` where there are none.
 *
 * @param labels with the rows of training that each has: always saying the commonest is what any model has to beat
 * @param seed of the intervals
 */
export function measureLabels(
  predictions: readonly Prediction[],
  labels: readonly { trained: number }[],
  seed: number,
): Omit<MeasureReport, 'createdAt'> | null {
  if (predictions.length === 0) return null;
  const { accuracy, f1 } = classificationFigures(predictions, labels.length, seed);
  const commonest = labels.reduce(
    (best, { trained }, label) => (trained > (labels[best]?.trained ?? 0) ? label : best),
    0,
  );
  const hits = predictions.filter(({ label }) => label === commonest).length;
  return {
    ...{ texts: predictions.length, rows: predictions.length, seed, temperature: 0, fields: [], newWords: null },
    metrics: { accuracy, macro_f1: f1 },
    notMeasured: {},
    baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: hits / predictions.length },
  };
}
