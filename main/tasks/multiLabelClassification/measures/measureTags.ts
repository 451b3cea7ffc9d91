import type { MeasureReport, Measures, Rival } from '../../../../shared/domain/models/measures.ts';
import type { RIVAL_NAMES } from '../../../../shared/domain/tasks/index.ts';
import { answerReport } from '../../answers/answerReport.ts';
import { gainsOver, type TagFigures, type ToldLabels, tagFigures } from './figures.ts';

/** What a cheap model tells of each of the texts, in their order. */
export interface RivalTags {
  name: (typeof RIVAL_NAMES)[number];
  told: readonly (readonly number[])[];
}

/** How many rows of training have each label, of how many. */
export interface Trained {
  labels: readonly { trained: number }[];
  rows: number;
}

/**
 * Measures what is told of rows that were not trained on. `null` where there are none.
 *
 * @param trained always telling the labels that most rows have is what any model has to beat
 * @param seed of the intervals
 * @param rivals beside always telling the frequent ones; `null` where none is measured
 */
export function measureTags(
  texts: readonly ToldLabels[],
  trained: Trained,
  seed: number,
  rivals: readonly RivalTags[] | null,
): Omit<MeasureReport, 'createdAt'> | null {
  if (texts.length === 0) return null;
  const count = trained.labels.length;
  const frequent = frequentLabels(trained);
  const always: RivalTags = { name: 'frequent', told: texts.map(() => frequent) };
  return answerReport(texts.length, seed, {
    metrics: named(tagFigures(texts, count, seed)),
    rivals: rivals && [always, ...rivals].map((rival) => against(rival, texts, count, seed)),
  });
}

const named = ({ micro, macro, exact }: TagFigures): Measures => ({
  micro_f1: micro,
  label_f1: macro,
  subset_accuracy: exact,
});

function against({ name, told }: RivalTags, ours: readonly ToldLabels[], count: number, seed: number): Rival {
  const theirs = ours.map(({ own }, place) => ({ own, told: told[place] ?? [] }));
  return {
    name,
    metrics: named(tagFigures(theirs, count, seed)),
    gains: named(gainsOver(ours, theirs, count, seed)),
  };
}

/** Labels that at least half of the rows have; the commonest where none is so frequent. */
export function frequentLabels({ labels, rows }: Trained): number[] {
  const all = labels.map(({ trained }, label) => ({ label, trained }));
  const frequent = all.filter(({ trained }) => 2 * trained >= rows && trained > 0);
  const [commonest] = [...all].sort((a, b) => b.trained - a.trained);
  return frequent.length > 0 ? frequent.map(({ label }) => label) : commonest ? [commonest.label] : [];
}
