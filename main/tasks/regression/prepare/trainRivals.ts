import { LinearRegression } from '../../../ml/baselines/linearRegression.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../../texts/rivalsFile.ts';
import { type TextRows, trainRival } from '../../texts/trainRival.ts';
import type { ScoredRow } from './scoredRows.ts';

/** Texts that are learned from together, in UTF-16 units. */
export const MOST_UNITS = 20_000_000;

interface RivalRequest extends TextRows<ScoredRow> {
  /** Of the numbers of training. */
  mean: number;
  seed: number;
}

/** What any model has to beat: the mean, and ridge regression on words. */
export async function trainRivals({ mean, seed, ...from }: RivalRequest, report: Report): Promise<Rivals> {
  const { rows, predicted } = await trainRival(
    from,
    { mostUnits: MOST_UNITS, seed },
    async (learned) => {
      const ridge = await trainRidge(learned, seed, report);
      return (text) => ridge.predict(text);
    },
    report,
  );
  const rivals: Rivals['rivals'] = [
    { name: 'mean', predicted: predicted.map(() => mean) },
    { name: 'ridge', predicted },
  ];
  return { version: 1, rows, rivals };
}

export async function trainRidge(
  learned: readonly Pick<ScoredRow, 'text' | 'number'>[],
  seed: number,
  report: Report,
): Promise<LinearRegression> {
  const texts = learned.map(({ text }) => text);
  const numbers = Float64Array.from(learned, ({ number }) => number);
  return await LinearRegression.train(texts, numbers, seed, report);
}
