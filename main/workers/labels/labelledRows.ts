import type { LabelQuestion } from '../../../shared/domain/datasets/labelling.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';

/** Rows between two looks at the signal. */
const ROWS_PER_TURN = 5000;
/** UTF-16 units of a row's text: what it is about stands in there. */
const LONGEST_TEXT = 20_000;

/** A row with its text; one without a label has an empty one. */
export interface TextWithLabel {
  row: number;
  text: string;
  label: string;
}

export type LabelledFile = Pick<LabelQuestion, 'column' | 'inputs' | 'given'> & {
  /** The data set version's file. */
  file: string;
};

/**
 * Reads the rows that have a text, with the labels that they have or were given. A column that is not there yet has none.
 *
 * @throws AppError `column_unknown` for a column of the texts; the signal's reason once it has fired
 */
export async function readLabelled(
  { file, column, inputs, given }: LabelledFile,
  signal: AbortSignal,
): Promise<TextWithLabel[]> {
  const dataset = openDatasetFile(file);
  try {
    const places = inputs.map((name) => dataset.columns.indexOf(name));
    const missing = inputs[places.indexOf(-1)];
    if (missing !== undefined)
      throw new AppError('column_unknown', { column: missing, columns: dataset.columns.join(', ') });
    const at = dataset.columns.indexOf(column);
    const own = new Map(given.map(({ row, label }) => [row, label.trim()]));
    const found: TextWithLabel[] = [];
    let row = -1;
    for (const cells of dataset.rows()) {
      row++;
      const text = places
        .map((place) => cells[place] ?? '')
        .join('\n')
        .slice(0, LONGEST_TEXT);
      if (text.trim() !== '') found.push({ row, text, label: own.get(row) ?? (cells[at] ?? '').trim() });
      if (row % ROWS_PER_TURN !== 0) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    return found;
  } finally {
    dataset.close();
  }
}

/** Labels by the rows that have them, the commonest first. */
export function countLabels(rows: readonly TextWithLabel[]): { label: string; rows: number }[] {
  const counts = new Map<string, number>();
  for (const { label } of rows) if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  return Array.from(counts, ([label, count]) => ({ label, rows: count })).sort(
    (one, other) => other.rows - one.rows || (one.label < other.label ? -1 : 1),
  );
}
