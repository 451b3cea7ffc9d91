import type { Finding } from '../../../../shared/domain/datasets/doctor.ts';

/** Where the grid is to be opened: at a row, or with the rows of a finding only. */
export type GridPlace = { row: number } | { finding: Finding };
