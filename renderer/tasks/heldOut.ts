import type { InputField } from '../../shared/domain/models/generation.ts';
import type { MeasuredText, MeasureRecord } from '../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import { useStudioQuery } from '../api/index.ts';

/** The newest measurement, once it is read; `null` where there is none. */
export function useMeasurement({ id, measures }: TrainedModel): MeasureRecord | null {
  const record = useStudioQuery(
    ['models', id, 'measurement', measures?.createdAt ?? ''],
    (client, signal) => client.models.measurement({ id }, { signal }),
    { enabled: measures !== null },
  ).data;
  return record ?? null;
}

/** Its rows: none of them was trained on. */
export const useHeldOut = (model: TrainedModel): readonly MeasuredText[] => useMeasurement(model)?.written ?? [];

/** A held-out row other than the one before, each equally likely: a row that the model was trained on shows only what it remembers. */
export function randomHeldOut<Row extends { row: number }>(
  rows: readonly Row[],
  current: number | null,
  random: () => number,
): Row | null {
  const others = rows.filter(({ row }) => row !== current);
  const from = others.length > 0 ? others : rows;
  return from[Math.floor(random() * from.length)] ?? null;
}

/** What a held-out row has in a recipe's columns; a column that it does not have is left empty. */
export function inputsOf(columns: readonly string[], row: Pick<MeasuredText, 'inputs'>): InputField[] {
  const values = new Map(row.inputs.map(({ column, value }) => [column, value]));
  return columns.map((column) => ({ column, value: values.get(column) ?? '' }));
}
