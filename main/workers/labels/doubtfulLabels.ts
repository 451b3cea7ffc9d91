import type { DoubtfulEvent, DoubtfulLabel } from '../../../shared/domain/datasets/labelling.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { shareOf } from '../../ml/measures/intervals.ts';
import { Random } from '../../ml/random.ts';
import { countLabels, type LabelledFile, readLabelled, type TextWithLabel } from './labelledRows.ts';
import { shown, trained, turn, twoLikeliest } from './nextToLabel.ts';

/** Parts of the rows, each of which is told by a classifier of the others. */
const FOLDS = 5;
/** Rows that are looked at: each fold learns from four fifths of them. */
const MOST_ROWS = 20_000;
const FEWEST_ROWS = 2 * FOLDS;
const SEED = 1;
const TURN = 256;

export interface DoubtfulRequest extends LabelledFile {
  limit: number;
}

/**
 * Rows whose label looks wrong: a classifier of words that was trained on other rows finds another label likelier. Those come first whose own label is
 * furthest behind (the margin of out-of-fold probabilities; Northcutt et al. 2021, https://arxiv.org/abs/1911.00068).
 *
 * @throws AppError `column_unknown`, `labels_too_few` where there is too little to learn from; the signal's reason once it has fired
 */
export async function* doubtfulLabels(request: DoubtfulRequest, signal: AbortSignal): AsyncGenerator<DoubtfulEvent> {
  const all = (await readLabelled(request, signal)).filter(({ label }) => label !== '');
  const names = countLabels(all).map(({ label }) => label);
  if (all.length < FEWEST_ROWS || names.length < 2)
    throw new AppError('labels_too_few', { column: request.column, rows: all.length, needed: FEWEST_ROWS });
  const random = new Random(SEED);
  const order = random.shuffle(Uint32Array.from(all, (_, place) => place)).slice(0, MOST_ROWS);
  const rows = Array.from(order, (place) => all[place] as TextWithLabel);
  const numbers = new Map(names.map((name, number) => [name, number]));
  const total = FOLDS * rows.length;
  const doubtful: (DoubtfulLabel & { margin: number })[] = [];
  let agreeing = 0;
  // Rows of a label are dealt out in turn, so that each fold has its share of them.
  const dealt = new Uint32Array(names.length);
  const folds = rows.map(({ label }) => {
    const number = numbers.get(label) as number;
    const fold = (dealt[number] as number) % FOLDS;
    dealt[number] = (dealt[number] as number) + 1;
    return fold;
  });
  for (let fold = 0; fold < FOLDS; fold++) {
    yield { event: 'progress', done: fold * rows.length, total };
    const others = rows.filter((_, place) => folds[place] !== fold);
    const classifier = await trained(others, names, signal);
    const held = rows.filter((_, place) => folds[place] === fold);
    for (const [place, row] of held.entries()) {
      const probabilities = classifier.predict(row.text);
      const { best, first } = twoLikeliest(probabilities);
      const own = probabilities[numbers.get(row.label) as number] as number;
      if (names[best] === row.label) agreeing++;
      else {
        const found = { label: row.label, own, suggested: names[best] as string, probability: first };
        doubtful.push({ ...shown(row), ...found, margin: own - first });
      }
      if (place % TURN === TURN - 1) await turn(signal);
    }
  }
  doubtful.sort((one, other) => one.margin - other.margin || one.row - other.row);
  const worst = doubtful.slice(0, request.limit).map(({ margin: _, ...row }) => row);
  const agreement = shareOf(agreeing, rows.length);
  yield { event: 'done', labelled: rows.length, agreement, doubtful: doubtful.length, rows: worst };
}
