import { LinearClassifier } from '../../../ml/baselines/linearClassifier.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import type { TaggedRow } from './taggedRows.ts';

/** Texts that are learned from together, in UTF-16 units. */
const MOST_UNITS = 100_000_000;
const THRESHOLD = 0.5;

interface RivalRequest extends TextRows<TaggedRow> {
  numbersOf(labels: readonly string[]): number[];
  /** How many there are. */
  labels: number;
  seed: number;
}

/** What any model has to beat: a logistic regression on words for each label. Always saying the frequent ones needs no training. */
export async function trainRivals(
  { numbersOf, labels, seed, ...from }: RivalRequest,
  report: Report,
): Promise<Rivals<number[]>> {
  const { rows, predicted } = await trainRival(
    from,
    { mostUnits: MOST_UNITS, seed },
    async (learned) => {
      const texts = learned.map(({ text }) => text);
      const own = learned.map((row) => numbersOf(row.labels));
      const linear = await LinearClassifier.train({ texts, labels: own }, labels, seed, report);
      return (text) => {
        const probabilities = linear.predict(text);
        return Array.from(probabilities.keys()).filter((label) => (probabilities[label] as number) >= THRESHOLD);
      };
    },
    report,
  );
  return { version: 1, rows, rivals: [{ name: 'linear_labels', predicted }] };
}
