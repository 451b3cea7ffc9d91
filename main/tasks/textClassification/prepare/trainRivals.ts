import { argmax } from '../../../ml/argmax.ts';
import { LinearClassifier } from '../../../ml/baselines/linearClassifier.ts';
import { Random } from '../../../ml/random.ts';
import type { Assignment } from '../../prepare/assignSplits.ts';
import type { Report } from '../../prepare/progress.ts';
import type { Rivals } from '../rivalsFile.ts';
import type { LabelledRow } from './labelledRows.ts';

/** Rows that a cheap model learns from: more of them take long, and change little. */
const MOST_ROWS = 20_000;
/** Texts of them together, in UTF-16 units. */
const MOST_UNITS = 100_000_000;

interface RivalRequest {
  /** Goes through the rows from the beginning, each time. */
  read(): Iterable<LabelledRow>;
  assignment: Assignment;
  labels: readonly string[];
  seed: number;
}

/**
 * Trains what any model has to beat on the rows that it learns from, and lets it say what it takes the held-out rows for. Takes seconds.
 *
 * @param report of the share that is done
 */
export async function trainRivals({ read, assignment, labels, seed }: RivalRequest, report: Report): Promise<Rivals> {
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const learned = sample({ read, assignment, seed });
  const linear = await LinearClassifier.train(
    { texts: learned.map(({ text }) => text), labels: learned.map(({ label }) => numbers.get(label) as number) },
    labels.length,
    seed,
    report,
  );
  const [rows, predicted]: [number[], number[]] = [[], []];
  let number = 0;
  for (const { row, text } of read()) {
    if (assignment.of(number++) !== 'validation') continue;
    rows.push(row);
    predicted.push(argmax(linear.predict(text)));
    if (rows.length % 256 === 0) await report(1);
  }
  return { version: 1, rows, rivals: [{ name: 'linear', predicted }] };
}

/** Rows of the training split, as many as are taken, drawn at random: tables are often sorted. */
function sample({ read, assignment, seed }: Pick<RivalRequest, 'read' | 'assignment' | 'seed'>): LabelledRow[] {
  const random = new Random(seed);
  const kept: LabelledRow[] = [];
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
    return units <= MOST_UNITS;
  });
}
