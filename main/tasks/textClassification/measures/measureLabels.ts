import type { MeasureReport, Rival } from '../../../../shared/domain/models/measures.ts';
import { answerReport, ofAllRows, type RivalAnswers } from '../../answers/answerReport.ts';
import { areaUnderCurve, calibrationError } from './calibration.ts';
import { classificationFigures, gainsOver, type Prediction, type Told } from './figures.ts';

/** What a cheap model takes each of the texts for, in the order of the predictions. */
export interface RivalLabels {
  name: string;
  predicted: readonly number[];
}

/** Of the rivals that say something of each of the rows. */
export const rivalLabels = (rivals: RivalAnswers<number>, rows: readonly number[]): RivalLabels[] =>
  ofAllRows(rivals, rows).map(({ name, answers }) => ({ name, predicted: answers }));

/**
 * Measures predictions of rows that were not trained on. `null` where there are none.
 *
 * @param labels with the rows of training that each has: always saying the commonest is what any model has to beat
 * @param seed of the intervals
 * @param rivals beside always saying the commonest; `null` where none is measured
 */
export function measureLabels(
  predictions: readonly Told[],
  labels: readonly { trained: number }[],
  seed: number,
  rivals: readonly RivalLabels[] | null,
): Omit<MeasureReport, 'createdAt'> | null {
  if (predictions.length === 0) return null;
  const { accuracy, f1 } = classificationFigures(predictions, labels.length, seed);
  const commonest = labels.reduce(
    (best, { trained }, label) => (trained > (labels[best]?.trained ?? 0) ? label : best),
    0,
  );
  const auc = labels.length === 2 ? areaUnderCurve(predictions, seed) : null;
  const hits = predictions.filter(({ label }) => label === commonest).length;
  const always: RivalLabels = { name: 'commonest', predicted: predictions.map(() => commonest) };
  return answerReport(predictions.length, seed, {
    metrics: { accuracy, macro_f1: f1, ece: calibrationError(predictions, seed), ...(auc && { auc }) },
    rivals: rivals && [always, ...rivals].map((rival) => against(rival, predictions, labels.length, seed)),
    commonestMatch: hits / predictions.length,
  });
}

function against({ name, predicted }: RivalLabels, ours: readonly Prediction[], labels: number, seed: number): Rival {
  const theirs = ours.map(({ label }, place) => ({ label, predicted: predicted[place] as number }));
  const figures = classificationFigures(theirs, labels, seed);
  const gains = gainsOver(ours, theirs, labels, seed);
  return {
    name,
    metrics: { accuracy: figures.accuracy, macro_f1: figures.f1 },
    gains: { accuracy: gains.accuracy, macro_f1: gains.f1 },
  };
}
