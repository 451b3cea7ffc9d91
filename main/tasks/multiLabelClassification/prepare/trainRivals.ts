import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { MOST_UNITS, trainLabels } from '../../texts/trainLabels.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import { toldOf } from '../measures/tagMeter.ts';
import type { TaggedRow } from './taggedRows.ts';

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
      const linear = await trainLabels(learned, labels, seed, report);
      return (text) => toldOf(linear.predict(text));
    },
    report,
  );
  return { version: 1, rows, rivals: [{ name: 'linear_labels', predicted }] };
}
