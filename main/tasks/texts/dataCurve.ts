import { splitColumn } from '../../../shared/domain/datasets/split.ts';
import type { MeasureReport, Measures } from '../../../shared/domain/models/measures.ts';
import { CURVE_SHARES, type CurvePoint } from '../../../shared/domain/runs/dataCurve.ts';
import type { Preparation } from '../../../shared/domain/runs/run.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { Random } from '../../ml/random.ts';
import { assignSplits } from '../prepare/assignSplits.ts';
import { Documents } from '../prepare/documents.ts';
import { reporter } from '../prepare/progress.ts';
import { surveyDocuments } from '../prepare/survey.ts';
import type { CurveRequest } from '../task.ts';
import type { TextRow } from './prepareTexts.ts';
import { sampleRows } from './trainRival.ts';

/** Fewer teach nothing. */
const FEWEST_ROWS = 5;
/** Answers of one part of the rows are compared with those of the part before under this name. */
export const BEFORE = 'before';

/** How a task trains its small model, and measures what it says. */
export interface CurveTask<Row extends TextRow> {
  /** In their order, from the beginning. */
  read(): Iterable<Row>;
  /** UTF-16 units of the texts that are learned from together. */
  mostUnits: number;
  /** Gives what says the answer to a text, as a number. */
  train(rows: readonly Row[], breathe: () => Promise<void>): Promise<(text: string) => number>;
  /** @param before what the part before says of the same rows, in their order; `null` where there is none. It is measured as a rival. */
  measure(
    held: readonly Row[],
    answers: readonly number[],
    before: readonly number[] | null,
  ): Omit<MeasureReport, 'createdAt'> | null;
}

/**
 * Trains the same small model on 10, 25, 50 and 100 % of the rows that a run learns from, each part within the next one, and measures it on those that it
 * holds out.
 *
 * @throws AppError `column_unknown`, `split_empty`, `curve_too_few` for data of which a tenth is nothing; the signal's reason once it has fired
 */
export async function dataCurve<Row extends TextRow>(
  { dataset: path, recipe, seed, split }: CurveRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
  taskOf: (documents: Documents) => CurveTask<Row>,
): Promise<{ heldOut: number; points: CurvePoint[] }> {
  const dataset = openDatasetFile(path);
  try {
    const documents = new Documents(dataset, recipe);
    const task = taskOf(documents);
    const reading = reporter('reading', documents.rowCount, signal, send);
    const assignment = assignSplits(split, await surveyDocuments(documents, splitColumn(split), reading), seed);
    const learned = sampleRows({ read: task.read, assignment }, task.mostUnits, seed);
    const order = new Random(seed).shuffle(Uint32Array.from(learned, (_, place) => place));
    const rows = Array.from(order, (place) => learned[place] as Row);
    const held: Row[] = [];
    let number = 0;
    for (const row of task.read()) if (assignment.of(number++) === 'validation') held.push(row);
    const least = Math.round(CURVE_SHARES[0] * rows.length);
    if (least < FEWEST_ROWS) throw new AppError('curve_too_few', { rows: rows.length, needed: 10 * FEWEST_ROWS });
    const report = reporter('baselines', CURVE_SHARES.length, signal, send);
    const points: CurvePoint[] = [];
    let before: number[] | null = null;
    for (const [place, share] of CURVE_SHARES.entries()) {
      await report(place);
      const count = Math.round(share * rows.length);
      const answerTo = await task.train(rows.slice(0, count), () => report(place));
      const answers: number[] = [];
      for (const { text } of held) {
        answers.push(answerTo(text));
        if (answers.length % 256 === 0) await report(place);
      }
      const measured = task.measure(held, answers, before);
      if (!measured)
        throw new AppError('split_empty', { split: 'validation', why: 'too_few_rows', ...assignment.counts });
      points.push({ share, rows: count, metrics: measured.metrics, gain: gainOf(measured) });
      before = answers;
    }
    await report(CURVE_SHARES.length);
    return { heldOut: held.length, points };
  } finally {
    dataset.close();
  }
}

const gainOf = ({ rivals }: Pick<MeasureReport, 'rivals'>): Measures | null =>
  rivals?.find(({ name }) => name === BEFORE)?.gains ?? null;
