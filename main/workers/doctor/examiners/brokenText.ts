import type { Column } from '../../../../shared/domain/columns.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { hasMarkup } from '../markup.ts';
import { isBeyondRepair, repairMojibake } from '../mojibake.ts';
import { type Examiner, findingOf, Tally } from './examiner.ts';

/** Text that was read in the wrong encoding once, and tags and entities of HTML. */
export function brokenText(columns: readonly Column[], writer: DoctorFileWriter): Examiner {
  const mojibake = new Tally();
  const markup = new Tally();
  let beyondRepair = 0;
  let repairable = 0;
  return {
    read(row, cells) {
      for (const [index, { name }] of columns.entries()) {
        const cell = cells[index] ?? '';
        if (hasMarkup(cell)) {
          markup.add(name);
          writer.addRow('html', row);
        }
        const lost = isBeyondRepair(cell);
        const repaired = repairMojibake(cell) !== cell;
        if (lost) beyondRepair++;
        if (repaired) repairable++;
        if (!lost && !repaired) continue;
        mojibake.add(name);
        writer.addRow('mojibake', row);
      }
    },
    findings: () => [
      ...findingOf(writer, 'mojibake', {
        severity: 'severe',
        columns: mojibake.names,
        details: [
          ...mojibake.columnDetails(),
          ...(beyondRepair > 0 ? [{ about: 'beyond_repair' as const, cells: beyondRepair }] : []),
        ],
        fix: repairable > 0 ? { kind: 'fix_mojibake' } : null,
      }),
      ...findingOf(writer, 'html', {
        severity: 'warning',
        columns: markup.names,
        details: markup.columnDetails(),
        fix: { kind: 'strip_html' },
      }),
    ],
  };
}
