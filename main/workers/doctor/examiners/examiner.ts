import { type Finding, type FindingKind, MOST_FINDING_ROWS } from '../../../../shared/domain/datasets/doctor.ts';
import type { DoctorFileWriter } from '../../../db/doctorFile.ts';

/** One thing that the doctor looks for. Rows pass by in order, once or twice. */
export interface Examiner {
  /** @param document the text that the row makes, of all readable columns */
  read(row: number, cells: readonly string[], document: string): void;
  /** After the first reading. Whether the rows must pass by again. */
  needsSecondReading?(): boolean;
  readAgain?(row: number, cells: readonly string[]): void;
  findings(): Finding[];
}

/** A finding with the rows that were written for it; none where there are no rows. */
export function findingOf(
  writer: DoctorFileWriter,
  kind: FindingKind,
  rest: Pick<Finding, 'severity' | 'columns' | 'details' | 'fix'>,
): Finding[] {
  const count = writer.count(kind);
  return count === 0 ? [] : [{ kind, count, rows: writer.firstRows(kind, MOST_FINDING_ROWS), ...rest }];
}

/** Counts by name, in the order of the names' first use. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  get names(): string[] {
    return [...this.#counts.keys()];
  }

  columnDetails(): Finding['details'] {
    return [...this.#counts].map(([column, cells]) => ({ about: 'column', column, cells }));
  }
}
