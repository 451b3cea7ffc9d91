import { wordedColumns } from '../../shared/domain/columns.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { badOption } from './badOption.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

export interface DoubtfulLabelsOptions {
  dataset: string;
  column: string;
  input?: string[];
  limit: number;
}

/** Lists the rows whose label a classifier that was trained on other rows does not believe. */
export async function doubtfulLabelsCommand(
  { client, signal }: Session,
  output: Output,
  { dataset: id, column, input, limit }: DoubtfulLabelsOptions,
): Promise<void> {
  const inputs = input ?? longestTexts((await client.datasets.get({ id })).columns, column);
  for await (const event of client.labelling.doubtful({ id, column, inputs, given: [], limit }, { signal })) {
    if (event.event === 'progress') {
      output.progress(`training on four fifths of the rows, five times: ${event.done} of ${event.total}`);
      continue;
    }
    const { labelled, agreement, doubtful, rows } = event;
    const share = `${(100 * (agreement?.value ?? 0)).toFixed(1)}%`;
    const lines = rows.map(({ row, text, label, own, suggested, probability }) => {
      const percent = (value: number) => `${Math.round(100 * value)}%`;
      return `row ${row + 1}: ${label} (${percent(own)}), rather ${suggested} (${percent(probability)}): ${text.replace(/\s+/g, ' ')}`;
    });
    output.note(
      `${counted(labelled, 'labelled row')} of “${column}” by ${inputs.map((name) => `“${name}”`).join(', ')}: a classifier of words that was trained on other rows agrees with ${share}, and would give another label to ${doubtful}`,
    );
    return output.result(
      { column, inputs, labelled, agreement, doubtful, rows },
      lines.length > 0 ? lines.join('\n') : 'No label looks wrong.',
    );
  }
  throw new AppError('internal', { message: 'looking at the labels ended without a result' });
}

/** The column of the longest texts beside the labels, as the page of a data set proposes it. */
function longestTexts(columns: Parameters<typeof wordedColumns>[0], column: string): string[] {
  const [longest] = wordedColumns(columns)
    .filter(({ name }) => name !== column)
    .toSorted((one, other) => other.meanLength - one.meanLength);
  if (!longest) throw badOption('--input', 'say which columns: the data set has no other one of texts');
  return [longest.name];
}
