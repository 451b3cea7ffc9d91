import type { Column } from '../../../../shared/domain/columns.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { isEmpty, isNearlyEmpty } from '../emptiness.ts';
import { readableColumns } from '../readableColumns.ts';
import { type Examiner, findingOf, Tally } from './examiner.ts';

/** A column with a larger share of empty cells is meant to be optional, and says nothing about its rows. */
const MOST_EMPTY = 0.5;

/** Cells with nothing in them, and with something that stands for nothing. */
export function emptyCells(columns: readonly Column[], rows: number, writer: DoctorFileWriter): Examiner {
  const needed = columns
    .map(({ name, emptyCells: count }, index) => ({ name, index, count }))
    .filter(({ count }) => count <= rows * MOST_EMPTY);
  const readable = readableColumns(columns);
  const empty = new Tally();
  const nearlyEmpty = new Tally();
  return {
    read(row, cells) {
      for (const { index, name } of needed) {
        if (!isEmpty(cells[index] ?? '')) continue;
        empty.add(name);
        writer.addRow('empty_cells', row);
      }
      for (const { index, name } of readable) {
        if (!isNearlyEmpty(cells[index] ?? '')) continue;
        nearlyEmpty.add(name);
        writer.addRow('near_empty_cells', row);
      }
    },
    findings: () => [
      ...findingOf(writer, 'empty_cells', {
        severity: 'warning',
        columns: empty.names,
        details: empty.columnDetails(),
        fix: { kind: 'drop_empty_rows', columns: empty.names, what: 'empty' },
      }),
      ...findingOf(writer, 'near_empty_cells', {
        severity: 'warning',
        columns: nearlyEmpty.names,
        details: nearlyEmpty.columnDetails(),
        fix: { kind: 'drop_empty_rows', columns: nearlyEmpty.names, what: 'nearly_empty' },
      }),
    ],
  };
}
