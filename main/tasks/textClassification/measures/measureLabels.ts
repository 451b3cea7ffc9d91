import type { MeasureReport, Measures, Rival } from '../../../../shared/domain/models/measures.ts';
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

/** What else is said of the same texts: by the model together with words, or where `used` says that it predicts so, by the model alone. */
export interface OtherAnswers {
  used: boolean;
  told: readonly Told[];
}

/**
 * Measures predictions of rows that were not trained on. `null` where there are none.
 *
 * @param labels with the rows of training that each has: always saying the commonest is what any model has to beat
 * @param seed of the intervals
 * @param rivals beside always saying the commonest; `null` where none is measured
 * @param other in the order of the predictions; measured where rivals are
 */
export function measureLabels(
  predictions: readonly Told[],
  labels: readonly { trained: number }[],
  seed: number,
  rivals: readonly RivalLabels[] | null,
  other: OtherAnswers | null = null,
): Omit<MeasureReport, 'createdAt'> | null {
  if (predictions.length === 0) return null;
  const commonest = labels.reduce(
    (best, { trained }, label) => (trained > (labels[best]?.trained ?? 0) ? label : best),
    0,
  );
  const hits = predictions.filter(({ label }) => label === commonest).length;
  const always: RivalLabels = { name: 'commonest', predicted: predictions.map(() => commonest) };
  const figuresOf = (told: readonly Told[]) => ({
    metrics: metricsOf(told, labels.length, seed),
    rivals: rivals && [always, ...rivals].map((rival) => against(rival, told, labels.length, seed)),
  });
  const report = answerReport(predictions.length, seed, {
    ...figuresOf(predictions),
    commonestMatch: hits / predictions.length,
  });
  if (!rivals || !other) return report;
  const { metrics, rivals: measured } = figuresOf(other.told);
  const [both, alone] = other.used ? [predictions, other.told] : [other.told, predictions];
  const { accuracy, f1 } = gainsOver(both, alone, labels.length, seed);
  const gains = { accuracy, macro_f1: f1 };
  return { ...report, together: { used: other.used, other: { metrics, rivals: measured ?? [] }, gains } };
}

function metricsOf(told: readonly Told[], labels: number, seed: number): Measures {
  const { accuracy, f1 } = classificationFigures(told, labels, seed);
  const auc = labels === 2 ? areaUnderCurve(told, seed) : null;
  return { accuracy, macro_f1: f1, ece: calibrationError(told, seed), ...(auc && { auc }) };
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
