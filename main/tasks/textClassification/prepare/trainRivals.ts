import { argmax } from '../../../ml/argmax.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { MOST_UNITS, trainLabels } from '../../texts/trainLabels.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import type { LabelledRow } from './labelledRows.ts';

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
      const linear = await trainLabels(learned, labels, seed, report);
      return (text) => argmax(linear.predict(text));
    },
    report,
  );
  return { version: 1, rows, rivals: [{ name: 'linear', predicted }] };
}
