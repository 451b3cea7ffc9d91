import { LinearClassifier } from '../../ml/baselines/linearClassifier.ts';
import type { Report } from '../prepare/progress.ts';

/** Texts that are learned from together, in UTF-16 units. */
export const MOST_UNITS = 100_000_000;

/** A row that has one label, or any number of them. */
type LabelRow = { text: string } & ({ label: string } | { labels: readonly string[] });

/**
 * Logistic regression on words: one for all labels, or one for each where a row may have several.
 *
 * @param labels in the order of their numbers
 */
export async function trainLabels(
  learned: readonly LabelRow[],
  labels: readonly string[],
  seed: number,
  report: Report,
): Promise<LinearClassifier> {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const texts = learned.map(({ text }) => text);
  const own = learned.map((row) =>
    'label' in row ? (numbers.get(row.label) as number) : row.labels.flatMap((label) => numbers.get(label) ?? []),
  );
  return await LinearClassifier.train({ texts, labels: own }, labels.length, seed, report);
}
