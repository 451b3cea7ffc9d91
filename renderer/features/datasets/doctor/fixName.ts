import type { DatasetStep } from '../../../../shared/domain/datasetStep.ts';

/** Steps that the doctor offers; the others are done by hand. */
export type FixKind = Exclude<DatasetStep['kind'], 'import' | 'edit_cells' | 'delete_rows' | 'append_rows'>;

const BY_HAND: readonly string[] = ['import', 'edit_cells', 'delete_rows', 'append_rows'];

export const fixName = ({ kind }: DatasetStep): FixKind | null => (BY_HAND.includes(kind) ? null : (kind as FixKind));
