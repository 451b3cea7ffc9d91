import type { Column } from '../../../../shared/domain/columns.ts';
import type { FindingDetail } from '../../../../shared/domain/datasets/doctor.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import type { LanguageOf } from '../languages.ts';
import { proseColumns } from '../readableColumns.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Cells that are in another language than most of their column: a table of translations has one language a column. */
export function mixedLanguages(columns: readonly Column[], writer: DoctorFileWriter, languageOf: LanguageOf): Examiner {
  /** A code for each cell; 0 is a cell whose language cannot be told. */
  const codes: string[] = [''];
  const prose = proseColumns(columns).map((column) => ({
    ...column,
    seen: new ByteList(),
    counts: new Map<string, number>(),
  }));
  let rows = 0;
  return {
    read(_, cells) {
      rows++;
      for (const { index, seen, counts } of prose) {
        const language = languageOf(cells[index] ?? '');
        if (language === null) {
          seen.push(0);
          continue;
        }
        counts.set(language, (counts.get(language) ?? 0) + 1);
        let code = codes.indexOf(language);
        if (code < 0) code = codes.push(language) - 1;
        seen.push(code);
      }
    },
    findings() {
      const details: FindingDetail[] = [];
      const kept: { column: string; languages: string[] }[] = [];
      for (const { name, seen, counts } of prose) {
        const sorted = [...counts].sort(([, a], [, b]) => b - a);
        const [majority] = sorted;
        if (!majority || sorted.length < 2) continue;
        for (let row = 0; row < rows; row++) {
          const code = seen.at(row);
          if (code !== 0 && codes[code] !== majority[0]) writer.addRow('mixed_languages', row);
        }
        details.push(
          ...sorted.map(([language, cells]): FindingDetail => ({ about: 'language', column: name, language, cells })),
        );
        kept.push({ column: name, languages: [majority[0]] });
      }
      return findingOf(writer, 'mixed_languages', {
        severity: 'warning',
        columns: kept.map(({ column }) => column),
        details,
        fix: kept.length > 0 ? { kind: 'keep_languages', columns: kept } : null,
      });
    },
  };
}

/** A byte a row. */
class ByteList {
  #bytes = new Uint8Array(1024);
  #length = 0;

  push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }

  at(index: number): number {
    return this.#bytes[index] as number;
  }
}
