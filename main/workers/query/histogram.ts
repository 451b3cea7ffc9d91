import type { HistogramBin } from '../../../shared/domain/datasets/datasetCharts.ts';

/** Widths that people read easily, times a power of ten. */
const WIDTHS = [1, 2, 5];

/** Counts whole numbers in at most `most` bars of one round width. */
export function histogram(counts: ReadonlyMap<number, number>, most: number): HistogramBin[] {
  if (counts.size === 0) return [];
  const values = [...counts.keys()];
  const lowest = values.reduce((least, value) => Math.min(least, value));
  const highest = values.reduce((greatest, value) => Math.max(greatest, value));
  const width = roundWidth((highest - lowest + 1) / most);
  const start = Math.floor(lowest / width) * width;
  const bins: HistogramBin[] = [];
  for (let from = start; from <= highest; from += width) bins.push({ from, to: from + width, count: 0 });
  for (const [value, count] of counts) {
    const bin = bins[Math.floor((value - start) / width)];
    if (bin) bin.count += count;
  }
  return bins;
}

function roundWidth(least: number): number {
  for (let power = 1; ; power *= 10) {
    const width = WIDTHS.map((factor) => factor * power).find((candidate) => candidate >= least);
    if (width !== undefined) return width;
  }
}
