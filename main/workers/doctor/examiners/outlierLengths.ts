import type { Column } from '../../../../shared/domain/columns.ts';
import type { FindingDetail } from '../../../../shared/domain/datasets/doctor.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { type Bounds, Lengths } from '../lengths.ts';
import { proseColumns } from '../readableColumns.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Cells that are far shorter, or far longer, than is usual in their column. */
export function outlierLengths(columns: readonly Column[], writer: DoctorFileWriter): Examiner {
  const prose = proseColumns(columns).map((column) => ({ ...column, lengths: new Lengths() }));
  let rows = 0;
  return {
    read(_, cells) {
      rows++;
      for (const { index, lengths } of prose) lengths.add((cells[index] ?? '').trim().length);
    },
    findings() {
      const found: ({ column: string } & Bounds)[] = [];
      for (const { name, lengths } of prose) {
        const bounds = lengths.bounds();
        if (!bounds) continue;
        let outliers = 0;
        for (let row = 0; row < rows; row++) {
          if (!lengths.isOutlier(row, bounds)) continue;
          outliers++;
          writer.addRow('outlier_lengths', row);
        }
        if (outliers > 0) found.push({ column: name, ...bounds });
      }
      return findingOf(writer, 'outlier_lengths', {
        severity: 'note',
        columns: found.map(({ column }) => column),
        details: found.map((bounds): FindingDetail => ({ about: 'bounds', ...bounds })),
        fix: found.length > 0 ? { kind: 'drop_outliers', bounds: found } : null,
      });
    },
  };
}
