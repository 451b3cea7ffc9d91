import { argmax } from '../../../ml/argmax.ts';
import { LinearClassifier } from '../../../ml/baselines/linearClassifier.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import type { LabelledRow } from './labelledRows.ts';

/** Texts that are learned from together, in UTF-16 units. */
export const MOST_UNITS = 100_000_000;

interface RivalRequest extends TextRows<LabelledRow> {
  labels: readonly string[];
  seed: number;
}

/** What any model has to beat: logistic regression on words. Always saying the commonest label needs no training. */
export async function trainRivals({ labels, seed, ...from }: RivalRequest, report: Report): Promise<Rivals> {
  const { rows, predicted } = await trainRival(
    from,
    { mostUnits: MOST_UNITS, seed },
    async (learned) => {
      const linear = await trainLinear(learned, labels, seed, report);
      return (text) => argmax(linear.predict(text));
    },
    report,
  );
  return { version: 1, rows, rivals: [{ name: 'linear', predicted }] };
}

/** @param labels in the order of their numbers */
export async function trainLinear(
  learned: readonly Pick<LabelledRow, 'text' | 'label'>[],
  labels: readonly string[],
  seed: number,
  report: Report,
): Promise<LinearClassifier> {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const texts = learned.map(({ text }) => text);
  const own = learned.map(({ label }) => numbers.get(label) as number);
  return await LinearClassifier.train({ texts, labels: own }, labels.length, seed, report);
}
