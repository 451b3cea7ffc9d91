import type { Column } from '../../../../shared/domain/columns.ts';
import { containsValue, normalized } from '../../../../shared/domain/tasks/containsValue.ts';
import { proposals } from '../../../../shared/domain/tasks/index.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';
import { countFaithful, nameLikeInput, WELL_KEPT } from '../../../tasks/textGeneration/fieldFidelity.ts';
import { type IndexedColumn, proseColumns } from '../readableColumns.ts';
import { type Examiner, findingOf } from './examiner.ts';

/** Rows that a name is looked for in. */
const MOST_FOR_NAME = 2000;

/**
 * Texts that leave out the name of what they are about: a model that learns to write them learns that, too. The text is the longest column of
 * prose, the name among the columns that the form would give for it. Which rows to learn from is chosen there: nothing is taken away here.
 *
 * @param rowCount of the table, from which rows are taken all over it
 */
export function leftOutNames(columns: readonly Column[], rowCount: number, writer: DoctorFileWriter): Examiner {
  const written = writtenFrom(columns);
  const every = Math.max(1, Math.ceil(rowCount / MOST_FOR_NAME));
  const sample: { inputs: { column: string; value: string }[]; reference: string }[] = [];
  let name: IndexedColumn | undefined;
  let [kept, rows] = [0, 0];
  return {
    read(row, cells) {
      if (!written || row % every > 0) return;
      const reference = cells[written.output.index] ?? '';
      if (normalized(reference) === '') return;
      const inputs = written.inputs.map(({ name: column, index }) => ({ column, value: cells[index] ?? '' }));
      sample.push({ inputs, reference });
    },
    needsSecondReading() {
      const found = nameLikeInput(sample);
      if (!written || found === null) return false;
      const texts = sample.map(({ reference }) => reference);
      const { faithful, of } = countFaithful(sample, texts, [found]);
      if (faithful >= WELL_KEPT * of) return false;
      name = written.inputs.find((column) => column.name === found);
      return name !== undefined;
    },
    readAgain(row, cells) {
      if (!written || !name) return;
      const [text, value] = [cells[written.output.index] ?? '', cells[name.index] ?? ''];
      if (normalized(text) === '' || normalized(value) === '') return;
      rows++;
      if (containsValue(text, value)) kept++;
      else writer.addRow('left_out_names', row);
    },
    findings() {
      if (!written || !name) return [];
      const [column, output] = [name.name, written.output.name];
      return findingOf(writer, 'left_out_names', {
        severity: 'note',
        columns: [column, output],
        details: [{ about: 'kept', column, output, cells: kept, rows }],
        fix: null,
      });
    },
  };
}

/** The text that a model would learn to write first, and what the form would give for it; `null` where there is none, or it is a translation. */
function writtenFrom(columns: readonly Column[]): { inputs: IndexedColumn[]; output: IndexedColumn } | null {
  const output = proseColumns(columns)
    .filter(({ type }) => type === 'text')
    .reduce<IndexedColumn | null>(
      (longest, one) => (one.meanLength > (longest?.meanLength ?? 0) ? one : longest),
      null,
    );
  const proposal = output && proposals(columns, output.name)[0];
  if (!proposal || proposal.as || !('inputs' in proposal.request)) return null;
  const given = new Set(proposal.request.inputs);
  const inputs = columns.map((column, index) => ({ ...column, index })).filter((column) => given.has(column.name));
  return { inputs, output };
}
