import type { TFunction } from 'i18next';
import type { Format } from '../../../ui/format.ts';
import type { Row, Scale } from './chartData.ts';
import type { LineStyle } from './LinePlot.tsx';
import type { Reading } from './PlotOverlay.tsx';

interface Words {
  t: TFunction<'runs'>;
  format: Format;
  exactValue: (value: number) => string;
  scale: Scale;
}

/** The exact values of a place in a chart, the smoothed one of the stretch that it lies in, and the validation loss before it. */
export function readingAt(
  rows: readonly Row[],
  index: number,
  lines: readonly LineStyle[],
  { t, format, exactValue, scale }: Words,
): Reading {
  const row = rows[index] as Row;
  const tokens = format.compact(row.step * scale.tokensPerStep);
  const values = lines.flatMap(({ name, label, color }) => {
    if (name === 'validation') {
      const at = rows.slice(0, index + 1).findLast(({ validation }) => validation !== undefined);
      if (at?.validation === undefined) return [];
      const where = at.step === row.step ? '' : ` (${t('chart.step', { step: format.integer(at.step) })})`;
      return [{ label: `${label}${where}`, color, value: exactValue(at.validation) }];
    }
    if (name === 'base') {
      const loss = rows[0]?.base;
      return loss === undefined ? [] : [{ label, color, value: exactValue(loss) }];
    }
    const value = name === 'smoothed' && row.raw !== undefined ? smoothedFrom(rows, index) : row[name];
    return value === undefined ? [] : [{ label, color, value: exactValue(value) }];
  });
  return {
    title: t('chart.place', { step: format.integer(row.step), tokens, time: format.duration(row.elapsedMs) }),
    values,
  };
}

/** A stretch has its smoothed value at its last point. */
const smoothedFrom = (rows: readonly Row[], index: number): number | undefined =>
  rows.slice(index).find(({ smoothed }) => smoothed !== undefined)?.smoothed;
