import {
  type LabelFigures,
  type LabelReport,
  labelFigures,
  type ReliabilityBin,
} from '../../../../shared/domain/models/labelReport.ts';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';

/** Labels that a matrix can be read with. */
export const MOST_SHOWN = 12;
/** Fewer rows say little of how often a confidence is right. */
const ENOUGH_ROWS = 20;
/** Confidence and share of right answers that are no further apart are called equal. */
const CLOSE = 0.03;

/** A row with what the model says of it. */
export interface ToldRow {
  row: number;
  actual: string;
  predicted: string;
  confidence: number;
  /** `null` where the measurement has not kept it. */
  text: string | null;
}

/** Whose rows are looked at, by places among the report's labels; without `predicted`, all rows of the label that are wrong. */
export interface Chosen {
  actual: number;
  predicted: number | null;
}

/** Places of the labels of the matrix: all of few; of many, those that are taken for one another most often, beside each other. */
export function shownLabels({ labels, cells }: LabelReport, most: number = MOST_SHOWN): number[] {
  if (labels.length <= most) return labels.map((_, place) => place);
  const shown = new Set<number>();
  for (const { actual, predicted } of cells) {
    if (actual === predicted) continue;
    const added = [actual, predicted].filter((place) => !shown.has(place));
    if (shown.size + added.length <= most) for (const place of added) shown.add(place);
  }
  // Where hardly any are confused: the commonest.
  for (let place = 0; shown.size < most; place++) shown.add(place);
  return [...shown];
}

/** Rows of what was chosen, the surest first, and how many there are in all. */
export function rowsOf(report: LabelReport, chosen: Chosen, written: readonly MeasuredText[]) {
  const cells = report.cells.filter(({ actual, predicted }) =>
    chosen.predicted === null
      ? actual === chosen.actual && predicted !== actual
      : actual === chosen.actual && predicted === chosen.predicted,
  );
  const texts = new Map(written.map(({ row, prompt }) => [row, prompt]));
  const name = (place: number) => report.labels[place]?.label ?? '';
  const rows = cells.flatMap(({ actual, predicted, rows: known }) =>
    known.map(
      ({ row, confidence }): ToldRow => ({
        ...{ row, confidence, actual: name(actual), predicted: name(predicted) },
        text: texts.get(row) ?? null,
      }),
    ),
  );
  return {
    rows: rows.sort((one, other) => other.confidence - one.confidence),
    count: cells.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Wrong rows whose texts are kept: those first that the model was surest of. */
export const worstOf = (written: readonly MeasuredText[]): ToldRow[] =>
  written
    .flatMap(({ row, prompt, reference, output, confidence }) =>
      confidence === undefined || reference === output
        ? []
        : [{ row, text: prompt, actual: reference, predicted: output, confidence }],
    )
    .sort((one, other) => other.confidence - one.confidence);

export type SortKey = 'label' | 'support' | 'precision' | 'recall' | 'f1' | 'wrong';
export interface LabelRow extends LabelFigures {
  /** Place among the report's labels. */
  place: number;
  /** Rows of the label that another one was predicted for. */
  wrong: number;
}

export function labelRows({ labels }: LabelReport, key: SortKey, descending: boolean, language: string): LabelRow[] {
  const rows = labels.map(
    (counts, place): LabelRow => ({ ...labelFigures(counts), place, wrong: counts.support - counts.hits }),
  );
  const collator = new Intl.Collator(language, { numeric: true });
  const compare = (one: LabelRow, other: LabelRow) =>
    key === 'label' ? collator.compare(one.label, other.label) : one[key] - other[key];
  return rows.sort((one, other) => (descending ? compare(other, one) : compare(one, other)));
}

export interface Calibration {
  /** The bin with the most rows; `null` where none has enough to say something. */
  usual: ReliabilityBin | null;
  /** Of all rows. */
  confidence: number;
  right: number;
  rows: number;
  outcome: 'right' | 'tooSure' | 'tooUnsure';
}

/** How far confidences can be believed. `null` where there are no rows. */
export function calibrationOf({ bins }: LabelReport): Calibration | null {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (rows === 0) return null;
  const confidence = bins.reduce((sum, bin) => sum + bin.confidence * bin.rows, 0) / rows;
  const right = bins.reduce((sum, bin) => sum + bin.hits, 0) / rows;
  const most = bins.reduce((best, bin) => (bin.rows > best.rows ? bin : best));
  const outcome = Math.abs(confidence - right) <= CLOSE ? 'right' : confidence > right ? 'tooSure' : 'tooUnsure';
  return { usual: most.rows >= ENOUGH_ROWS ? most : null, confidence, right, rows, outcome };
}
