import { Random } from '../../ml/random.ts';
import type { Assignment } from '../prepare/assignSplits.ts';
import type { Report } from '../prepare/progress.ts';

/** Rows that a cheap model learns from: more of them take long, and change little. */
const MOST_ROWS = 20_000;

/** Rows that have a text, gone through from the beginning each time. */
export interface TextRows<Row extends { row: number; text: string }> {
  read(): Iterable<Row>;
  assignment: Assignment;
}

/**
 * Trains a cheap model on rows of training, and lets it say what it takes the held-out rows for. Takes seconds.
 *
 * @param mostUnits of the texts that it learns from together, in UTF-16 units
 * @param train gives what says the answer to a text
 * @param report of the share that is done
 */
export async function trainRival<Row extends { row: number; text: string }, A>(
  { read, assignment }: TextRows<Row>,
  { mostUnits, seed }: { mostUnits: number; seed: number },
  train: (rows: readonly Row[]) => Promise<(text: string) => A>,
  report: Report,
): Promise<{ rows: number[]; predicted: A[] }> {
  const answerTo = await train(sampleRows({ read, assignment }, mostUnits, seed));
  const [rows, predicted]: [number[], A[]] = [[], []];
  let number = 0;
  for (const { row, text } of read()) {
    if (assignment.of(number++) !== 'validation') continue;
    rows.push(row);
    predicted.push(answerTo(text));
    if (rows.length % 256 === 0) await report(1);
  }
  return { rows, predicted };
}

/** Rows of the training split, as many as are taken, drawn at random: tables are often sorted. */
export function sampleRows<Row extends { row: number; text: string }>(
  { read, assignment }: TextRows<Row>,
  mostUnits: number,
  seed: number,
): Row[] {
  const random = new Random(seed);
  const kept: Row[] = [];
  let [number, seen] = [0, 0];
  for (const row of read()) {
    if (assignment.of(number++) !== 'train') continue;
    // Vitter's algorithm R: each row has the same chance.
    if (kept.length < MOST_ROWS) kept.push(row);
    else {
      const place = random.integer(seen + 1);
      if (place < MOST_ROWS) kept[place] = row;
    }
    seen++;
  }
  let units = 0;
  return kept.filter(({ text }) => {
    units += text.length;
    return units <= mostUnits;
  });
}
