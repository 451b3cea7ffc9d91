import type { Column } from '../../../../shared/domain/columns.ts';
import { PersonalDataType } from '../../../../shared/domain/datasets/personalData.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { findPersonalData } from '../personal/findPersonalData.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Whatever tells who somebody is, or opens a door. */
export function personalData(columns: readonly Column[], writer: DoctorFileWriter): Examiner {
  const found = new Map<PersonalDataType, { spans: number; values: Set<string> }>();
  const concerned = new Set<string>();
  return {
    read(row, cells) {
      for (const [index, { name }] of columns.entries()) {
        for (const { start, end, type, value } of findPersonalData(name, cells[index] ?? '')) {
          writer.addRow('personal_data', row);
          writer.addSpan({ row, column: name, start, end, type });
          concerned.add(name);
          const kind = found.get(type) ?? { spans: 0, values: new Set() };
          found.set(type, kind);
          kind.spans++;
          kind.values.add(value);
        }
      }
    },
    findings() {
      const types = PersonalDataType.options.filter((type) => found.has(type));
      return findingOf(writer, 'personal_data', {
        // A name alone may be that of a public author; what reaches somebody, or opens a door, is of another kind.
        severity: types.some((type) => type !== 'name') ? 'severe' : 'warning',
        columns: [...concerned],
        details: types.map((type) => ({
          about: 'personal',
          type,
          spans: found.get(type)?.spans ?? 0,
          values: found.get(type)?.values.size ?? 0,
        })),
        fix: types.length > 0 ? { kind: 'redact_personal_data', types } : null,
      });
    },
  };
}
