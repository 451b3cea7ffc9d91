import type { Column } from '../../../../shared/domain/columns.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { Leakage } from '../leakage.ts';
import { MOST_COMPARED_ROWS, NEAR_SIMILARITY } from '../nearDuplicates.ts';
import { readableColumns } from '../readableColumns.ts';
import { Repetitions } from '../repetitions.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Rows that are there twice, or nearly; and those of them by which training would see what it is judged by. */
export function repeatedRows(
  columns: readonly Column[],
  writer: DoctorFileWriter,
  documentAt: (row: number) => string,
): Examiner {
  const repetitions = new Repetitions(NEAR_SIMILARITY, documentAt);
  const leakage = new Leakage();
  const names = columns.map(({ name }) => name);
  const compared = readableColumns(columns).map(({ name }) => name);
  return {
    read(row, cells, document) {
      const { original, kind } = repetitions.add(row, cells, document);
      if (kind) writer.addRow(kind, row, original);
      leakage.add(row, document.trim() !== '', original);
    },
    findings() {
      const { seed } = defaultSettings('small');
      const { leaks, validationRows } = leakage.result(seed);
      for (const [row, other] of leaks) writer.addRow('leakage', row, other);
      const bounded = repetitions.compared >= MOST_COMPARED_ROWS;
      return [
        ...findingOf(writer, 'duplicates', {
          severity: 'severe',
          columns: names,
          details: [],
          fix: { kind: 'drop_duplicates' },
        }),
        ...findingOf(writer, 'near_duplicates', {
          severity: 'warning',
          columns: compared,
          details: bounded ? [{ about: 'compared', rows: MOST_COMPARED_ROWS }] : [],
          fix: { kind: 'drop_near_duplicates', columns: compared, similarity: NEAR_SIMILARITY },
        }),
        ...findingOf(writer, 'leakage', {
          severity: 'severe',
          columns: compared,
          details: [{ about: 'split', validationRows, seed }],
          fix: { kind: 'drop_leaking_rows', columns: compared, similarity: NEAR_SIMILARITY, seed },
        }),
      ];
    },
  };
}
