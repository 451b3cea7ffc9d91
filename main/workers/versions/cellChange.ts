import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { removePassages } from '../doctor/boilerplate.ts';
import { stripMarkup } from '../doctor/markup.ts';
import { repairMojibake } from '../doctor/mojibake.ts';
import { Redaction } from '../doctor/personal/redaction.ts';

/** Steps that change the text of cells, each by itself, and leave the rows. */
const KINDS = ['fix_mojibake', 'strip_html', 'remove_boilerplate', 'redact_personal_data'] as const;
export type CellStep = Extract<DatasetStep, { kind: (typeof KINDS)[number] }>;

export const isCellStep = (step: DatasetStep): step is CellStep => (KINDS as readonly string[]).includes(step.kind);

export interface CellChange {
  /** Where something must be known of all rows first. */
  prepare?(cells: readonly string[]): void;
  apply(column: string, cell: string): string;
}

/** @throws AppError `column_unknown` */
export function cellChange(columns: readonly string[], step: CellStep): CellChange {
  switch (step.kind) {
    case 'fix_mojibake':
      return { apply: (_, cell) => repairMojibake(cell) };
    case 'strip_html':
      return { apply: (_, cell) => stripMarkup(cell) };
    case 'remove_boilerplate': {
      const passages = new Map<string, Set<string>>();
      for (const { column, text } of step.passages) {
        if (!columns.includes(column)) throw new AppError('column_unknown', { column, columns: columns.join(', ') });
        passages.set(column, (passages.get(column) ?? new Set()).add(text));
      }
      return {
        apply(column, cell) {
          const own = passages.get(column);
          return own ? removePassages(cell, own) : cell;
        },
      };
    }
    case 'redact_personal_data': {
      const redaction = new Redaction(step.types);
      return {
        prepare(cells) {
          for (const cell of cells) redaction.reserve(cell);
        },
        apply: (column, cell) => redaction.redact(column, cell),
      };
    }
    default:
      throw step satisfies never;
  }
}
