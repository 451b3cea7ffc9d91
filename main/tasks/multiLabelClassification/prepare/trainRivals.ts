import { LinearClassifier } from '../../../ml/baselines/linearClassifier.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import type { TaggedRow } from './taggedRows.ts';

/** Texts that are learned from together, in UTF-16 units. */
export const MOST_UNITS = 100_000_000;
const THRESHOLD = 0.5;

interface RivalRequest extends TextRows<TaggedRow> {
  /** In the order of their numbers. */
  labels: readonly string[];
  seed: number;
}

/** What any model has to beat: a logistic regression on words for each label. Always saying the frequent ones needs no training. */
export async function trainRivals({ labels, seed, ...from }: RivalRequest, report: Report): Promise<Rivals<number[]>> {
  const { rows, predicted } = await trainRival(
    from,
    { mostUnits: MOST_UNITS, seed },
    async (learned) => {
      const linear = await trainLinear(learned, labels, seed, report);
      return (text) => {
        const probabilities = linear.predict(text);
        return Array.from(probabilities.keys()).filter((label) => (probabilities[label] as number) >= THRESHOLD);
      };
    },
    report,
  );
  return { version: 1, rows, rivals: [{ name: 'linear_labels', predicted }] };
}

/** @param labels in the order of their numbers */
export async function trainLinear(
  learned: readonly Pick<TaggedRow, 'text' | 'labels'>[],
  labels: readonly string[],
  seed: number,
  report: Report,
): Promise<LinearClassifier> {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const texts = learned.map(({ text }) => text);
  const own = learned.map((row) => row.labels.flatMap((label) => numbers.get(label) ?? []));
  return await LinearClassifier.train({ texts, labels: own }, labels.length, seed, report);
}
