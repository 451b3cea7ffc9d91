import type { Column } from '../../../../shared/domain/columns.ts';
import type { FindingDetail } from '../../../../shared/domain/datasets/doctor.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { Balance } from '../balance.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Values of a column that a report names: the commonest, then the rarest. */
const MOST_SHOWN = 8;

/** Categories that are hardly ever there beside others. Nothing is offered: more rows of them help, fewer of the others lose text. */
export function categoryBalance(columns: readonly Column[], writer: DoctorFileWriter): Examiner {
  const categories = columns
    .map((column, index) => ({ ...column, index, balance: new Balance(), rare: new Set<string>() }))
    .filter(({ type }) => type === 'category' || type === 'boolean');
  const details: FindingDetail[] = [];
  const unbalanced = new Set<string>();
  return {
    read(_, cells) {
      for (const { index, balance } of categories) balance.add(cells[index] ?? '');
    },
    needsSecondReading() {
      for (const { name, balance, rare } of categories) {
        const found = balance.imbalance();
        if (!found) continue;
        unbalanced.add(name);
        for (const value of found.rare) rare.add(value);
        for (const value of [found.commonest, ...found.rare].slice(0, MOST_SHOWN)) {
          const commonest = value === found.commonest && { commonest: true as const };
          details.push({ about: 'category', column: name, value, cells: found.counts.get(value) ?? 0, ...commonest });
        }
      }
      return unbalanced.size > 0;
    },
    readAgain(row, cells) {
      for (const { index, rare } of categories) if (rare.has(cells[index] ?? '')) writer.addRow('class_imbalance', row);
    },
    findings: () =>
      findingOf(writer, 'class_imbalance', { severity: 'note', columns: [...unbalanced], details, fix: null }),
  };
}
