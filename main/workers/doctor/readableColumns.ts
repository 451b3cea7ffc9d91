import type { Column } from '../../../shared/domain/columns.ts';

export interface IndexedColumn extends Column {
  index: number;
}

const indexed = (columns: readonly Column[]): IndexedColumn[] => columns.map((column, index) => ({ ...column, index }));

/** Columns that a run learns from unless it is told otherwise, as in the default template. */
export function readableColumns(columns: readonly Column[]): IndexedColumn[] {
  const text = indexed(columns).filter(({ type }) => type === 'text' || type === 'category');
  return text.length > 0 ? text : indexed(columns).filter(({ type }) => type !== 'empty');
}

/** Columns of running text: whose language, length and sentences say something. */
export function proseColumns(columns: readonly Column[]): IndexedColumn[] {
  const text = indexed(columns).filter(({ type }) => type === 'text');
  return text.length > 0 ? text : readableColumns(columns);
}

/** The document that a row makes. */
export const documentOf = (readable: readonly IndexedColumn[], cells: readonly string[]): string =>
  readable.map(({ index }) => cells[index] ?? '').join('\n');
