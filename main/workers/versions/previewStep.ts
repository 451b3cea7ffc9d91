import type { DatasetStep } from '../../../shared/domain/datasetStep.ts';
import type { RowPreview } from '../../../shared/domain/doctor.ts';
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
      return [{ row, before, after }];
    });
  } finally {
    file.close();
  }
}
