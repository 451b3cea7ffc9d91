import type { Column } from '../../../../shared/domain/columns.ts';
import type { FindingDetail } from '../../../../shared/domain/datasets/doctor.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { Boilerplate } from '../boilerplate.ts';
import { proseColumns } from '../readableColumns.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Details that a report shows; the step has all passages. */
const MOST_SHOWN = 20;

/** Sentences that many rows have in common. */
export function sharedPassages(columns: readonly Column[], writer: DoctorFileWriter): Examiner {
  const prose = proseColumns(columns).map((column) => ({ ...column, boilerplate: new Boilerplate() }));
  return {
    read(_, cells) {
      for (const { index, boilerplate } of prose) boilerplate.add(cells[index] ?? '');
    },
    // All of them are to be prepared, whatever the first one says.
    needsSecondReading: () => prose.map(({ boilerplate }) => boilerplate.prepareCount()).includes(true),
    readAgain(row, cells) {
      for (const { index, boilerplate } of prose) boilerplate.readAgain(row, cells[index] ?? '');
    },
    findings() {
      const passages = prose.flatMap(({ name, boilerplate }) =>
        boilerplate.result().map(({ text, rows }) => {
          for (const row of rows) writer.addRow('boilerplate', row);
          return { column: name, text, cells: rows.length };
        }),
      );
      return findingOf(writer, 'boilerplate', {
        severity: 'note',
        columns: [...new Set(passages.map(({ column }) => column))],
        details: passages.slice(0, MOST_SHOWN).map((passage): FindingDetail => ({ about: 'passage', ...passage })),
        fix: { kind: 'remove_boilerplate', passages: passages.map(({ column, text }) => ({ column, text })) },
      });
    },
  };
}
