import { type TagReport, THRESHOLDS } from '../../../../shared/domain/models/tagReport.ts';

/** Which labels a text has, and the probability of each. */
export interface ScoredText {
  row: number;
  own: readonly number[];
  probabilities: ArrayLike<number>;
}

/** Of each label, how many texts it is told of at each threshold, and of how many rightly. */
export function tagReport(texts: readonly ScoredText[], names: readonly string[]): TagReport {
  const labels = names.map((label, number) => {
    const own = texts.map((text) => text.own.includes(number));
    const steps = THRESHOLDS.map((threshold) => {
      const told = texts.map(({ probabilities }) => (probabilities[number] ?? 0) >= threshold);
      return {
        told: told.filter(Boolean).length,
        hits: told.filter((is, place) => is && own[place]).length,
      };
    });
    return { label, support: own.filter(Boolean).length, steps };
  });
  return { rows: texts.length, labels: labels.sort((a, b) => b.support - a.support) };
}
