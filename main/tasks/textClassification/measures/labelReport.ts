import {
  BINS,
  type ConfusionCell,
  type LabelReport,
  MOST_CELL_ROWS,
  MOST_CELLS,
  MOST_LABELS,
  type ReliabilityBin,
} from '../../../../shared/domain/models/labelReport.ts';
import { binOf } from './calibration.ts';
import type { Told } from './figures.ts';

/** A prediction of a row of the data set's version. */
export interface ToldRow extends Told {
  row: number;
}

/**
 * Counts by label, by pair of labels and by confidence.
 *
 * @param names of the labels, by their numbers
 */
export function labelReport(told: readonly ToldRow[], names: readonly string[]): LabelReport {
  const counts = names.map((label) => ({ label, support: 0, predicted: 0, hits: 0 }));
  const pairs = new Map<number, ToldRow[]>();
  for (const one of told) {
    const [own, other] = [counts[one.label], counts[one.predicted]];
    if (!own || !other) continue;
    own.support++;
    other.predicted++;
    if (own === other) own.hits++;
    const pair = one.label * names.length + one.predicted;
    const known = pairs.get(pair);
    if (known) known.push(one);
    else pairs.set(pair, [one]);
  }
  const there = counts
    .map((counted, number) => ({ counted, number }))
    .filter(({ counted }) => counted.support + counted.predicted > 0)
    .sort((one, other) => other.counted.support - one.counted.support);
  const shown = there.slice(0, MOST_LABELS);
  const places = new Map(shown.map(({ number }, place) => [number, place]));
  const cells = [...pairs.values()].flatMap((rows) => cellOf(rows, places)).sort((a, b) => b.count - a.count);
  return {
    labels: shown.map(({ counted }) => counted),
    labelCount: there.length,
    cells: cells.slice(0, MOST_CELLS),
    cellCount: pairs.size,
    bins: reliabilityBins(told),
  };
}

/** @param rows all of one pair of labels */
function cellOf(rows: readonly ToldRow[], places: ReadonlyMap<number, number>): ConfusionCell[] {
  const [{ label, predicted } = { label: -1, predicted: -1 }] = rows;
  const [actual, other] = [places.get(label), places.get(predicted)];
  if (actual === undefined || other === undefined) return [];
  const surest = [...rows].sort((a, b) => b.confidence - a.confidence).slice(0, MOST_CELL_ROWS);
  const named = surest.map(({ row, confidence }) => ({ row, confidence }));
  return [{ actual, predicted: other, count: rows.length, rows: named }];
}

function reliabilityBins(told: readonly Told[]): ReliabilityBin[] {
  const bins = Array.from({ length: BINS }, (_, bin) => ({
    ...{ low: bin / BINS, high: (bin + 1) / BINS, rows: 0, confidence: 0, hits: 0 },
  }));
  for (const { confidence, label, predicted } of told) {
    const bin = bins[binOf(confidence)] as ReliabilityBin;
    bin.rows++;
    bin.confidence += confidence;
    if (label === predicted) bin.hits++;
  }
  return bins.map((bin) => ({
    ...bin,
    confidence: bin.rows === 0 ? 0 : Math.min(bin.high, bin.confidence / bin.rows),
  }));
}
