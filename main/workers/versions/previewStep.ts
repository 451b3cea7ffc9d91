import { beginning, MOST_SHOWN } from '../../../shared/domain/datasets/cutCells.ts';
import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import type { RowPreview } from '../../../shared/domain/datasets/doctor.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { cellChange, isCellStep } from './cellChange.ts';

export interface PreviewRequest {
  source: string;
  step: DatasetStep;
  /** Rows that the step concerns, as a finding named them. */
  rows: readonly number[];
}

/** What a step would make of some rows. Placeholders count from these rows on, and may get other numbers in the whole. */
export function previewStep({ source, step, rows }: PreviewRequest): RowPreview[] {
  const file = openDatasetFile(source);
  try {
    const change = isCellStep(step) ? cellChange(file.columns, step) : null;
    return rows.flatMap((row) => {
      const [before] = file.readRows(row, 1);
      if (!before) return [];
      const after = change && before.map((cell, index) => change.apply(file.columns[index] as string, cell));
      return [shownChange(row, before, after)];
    });
  } finally {
    file.close();
  }
}

/** Text before the first difference of two long cells. */
const LEAD = 200;

function shownChange(row: number, before: readonly string[], after: readonly string[] | null): RowPreview {
  const changed = after ? [...before.keys()].filter((column) => before[column] !== after[column]) : [];
  const starts = before.map((cell, column) => {
    const other = after?.[column];
    return other === undefined || other === cell ? 0 : Math.max(0, firstDifference(cell, other) - LEAD);
  });
  const shown = (cells: readonly string[]) =>
    cells.map((cell, column) => {
      const start = cell.length > MOST_SHOWN ? (starts[column] as number) : 0;
      return (start > 0 ? '…' : '') + beginning(cell.slice(start), MOST_SHOWN);
    });
  return { row, before: shown(before), after: after && shown(after), changed };
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
