import type { ColumnType } from '../../../../shared/domain/columns.ts';
import type { RowFilter } from '../../../../shared/domain/datasets/datasetView.ts';

export const KINDS = [
  'contains',
  'equals',
  'one_of',
  'empty',
  'not_empty',
  'length',
  'number',
] as const satisfies readonly RowFilter['kind'][];

export type FilterKind = (typeof KINDS)[number];

/** A filter as it is typed in: what it does not need is kept while the condition is changed. */
export interface FilterDraft {
  column: string;
  kind: FilterKind;
  text: string;
  values: string[];
  from: string | number;
  to: string | number;
}

/** What is asked of a column most of the time. */
export function usualKind(type: ColumnType): FilterKind {
  if (type === 'number') return 'number';
  return type === 'category' || type === 'boolean' ? 'one_of' : 'contains';
}

/** The filter that a draft means; `null` while something is missing. */
export function filterOf({ kind, column, text, values, from, to }: FilterDraft): RowFilter | null {
  switch (kind) {
    case 'contains':
      return text === '' ? null : { kind, column, text };
    case 'equals':
      return { kind, column, text };
    case 'one_of':
      return values.length === 0 ? null : { kind, column, values };
    case 'empty':
    case 'not_empty':
      return { kind, column };
    case 'length':
    case 'number': {
      const range = { from: bound(from), to: bound(to) };
      return range.from === null && range.to === null ? null : { kind, column, ...range };
    }
    default:
      throw kind satisfies never;
  }
}

const bound = (value: string | number): number | null => (typeof value === 'number' ? value : null);
