import { FEWEST_LABELLED, MOST_OF_TEXT, type NextEvent } from '../../../shared/domain/datasets/labelling.ts';
import { LinearClassifier } from '../../ml/baselines/linearClassifier.ts';
import { Random } from '../../ml/random.ts';
import { countLabels, type LabelledFile, readLabelled, type TextWithLabel } from './labelledRows.ts';

/** Rows that are learned from, and that are asked about: more take long, and say little more. */
const MOST_LEARNED = 10_000;
const MOST_ASKED = 20_000;
const SEED = 1;
const TURN = 256;

export interface NextRequest extends LabelledFile {
  order: 'unsure' | 'sure';
  limit: number;
}

/**
 * Rows that have no label yet. Once there are 20 labels of two kinds, a classifier of words tells what it would say of each, and those come first whose two
 * likeliest labels are nearest to one another (margin sampling; Scheffer et al. 2001), or the surest ones.
 *
 * @throws AppError `column_unknown`; the signal's reason once it has fired
 */
export async function* nextToLabel(request: NextRequest, signal: AbortSignal): AsyncGenerator<NextEvent> {
  const rows = await readLabelled(request, signal);
  const labels = countLabels(rows);
  const known = rows.filter(({ label }) => label !== '');
  const open = rows.filter(({ label }) => label === '');
  const counts = { labels, labelled: known.length, unlabelled: open.length };
  if (known.length < FEWEST_LABELLED || labels.length < 2 || open.length === 0) {
    const first = open.slice(0, request.limit).map((row) => ({ ...shown(row), suggestion: null }));
    yield { event: 'done', ...counts, order: 'file', rows: first };
    return;
  }
  const names = labels.map(({ label }) => label);
  const learned = drawn(known, MOST_LEARNED);
  const asked = drawn(open, MOST_ASKED);
  const total = learned.length + asked.length;
  const classifier = await trained(learned, names, signal);
  yield { event: 'progress', done: learned.length, total };
  const told: { row: TextWithLabel; label: string; probability: number; margin: number }[] = [];
  for (const [place, row] of asked.entries()) {
    const { best, first, second } = twoLikeliest(classifier.predict(row.text));
    told.push({ row, label: names[best] as string, probability: first, margin: first - second });
    if (place % TURN !== TURN - 1) continue;
    yield { event: 'progress', done: learned.length + place, total };
    await turn(signal);
  }
  const sign = request.order === 'sure' ? -1 : 1;
  told.sort((one, other) => sign * (one.margin - other.margin) || one.row.row - other.row.row);
  const chosen = told.slice(0, request.limit).map(({ row, label, probability }) => ({
    ...shown(row),
    suggestion: { label, probability },
  }));
  yield { event: 'done', ...counts, order: request.order, rows: chosen };
}

/** Learns from rows that all have one of the labels. */
export function trained(
  rows: readonly TextWithLabel[],
  names: readonly string[],
  signal: AbortSignal,
): Promise<LinearClassifier> {
  const numbers = new Map(names.map((name, number) => [name, number]));
  const labels = rows.map(({ label }) => numbers.get(label) as number);
  return LinearClassifier.train({ texts: rows.map(({ text }) => text), labels }, names.length, SEED, () =>
    turn(signal),
  );
}

export const shown = ({ row, text }: TextWithLabel) => ({ row, text: text.slice(0, MOST_OF_TEXT).toWellFormed() });

/** Lets messages in, so that a cancel is seen. */
export async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

/** Some of the rows, always the same, in their order. */
function drawn(rows: readonly TextWithLabel[], most: number): TextWithLabel[] {
  if (rows.length <= most) return [...rows];
  const places = new Random(SEED).shuffle(Uint32Array.from(rows, (_, place) => place)).slice(0, most);
  return Array.from(places.sort(), (place) => rows[place] as TextWithLabel);
}

export function twoLikeliest(probabilities: Float32Array): { best: number; first: number; second: number } {
  let [best, first, second] = [0, -1, -1];
  for (const [label, probability] of probabilities.entries()) {
    if (probability > first) [best, first, second] = [label, probability, first];
    else if (probability > second) second = probability;
  }
  return { best, first, second: Math.max(0, second) };
}
