import { expect, test } from 'vitest';
import type { Column } from '../../../../shared/domain/columns.ts';
import { ALL_ROWS, RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import type { Finding } from '../../../../shared/domain/datasets/doctor.ts';
import { afterDeleting, afterRenaming, findingFilter, withoutStale } from './rowsFilter.ts';

const finding: Finding = {
  ...{ kind: 'html', severity: 'warning', columns: ['a'], details: [], fix: null },
  ...{ count: 4, rows: [1, 4, 6, 9] },
};
const other = { kind: 'empty' as const, column: 'a' };
const view: RowView = { ...ALL_ROWS, filters: [other, findingFilter(finding, 10)] };
const column = (name: string): Column => ({
  ...{ name, type: 'text', emptyCells: 0, distinct: null },
  ...{ minLength: 1, meanLength: 1, maxLength: 1 },
});
const dataset = (rows: number, columns = ['a']) => ({ rows, columns: columns.map(column) });

test('the rows of a finding are a filter as long as the rows stay', () => {
  expect(RowView.parse(view)).toEqual(view);
  expect(withoutStale(view, dataset(10))).toBe(view);
  expect(withoutStale(view, dataset(9)).filters).toEqual([other]);
});

test('after deleting, the same rows have other numbers', () => {
  const after = afterDeleting(view, [4, 0, 5]);
  expect(after.filters).toEqual([other, { ...findingFilter({ ...finding, rows: [0, 3, 6], count: 3 }, 7) }]);
  expect(withoutStale(after, dataset(7))).toBe(after);
  expect(afterDeleting(view, [1, 4, 6, 9]).filters).toEqual([other]);
});

test('a view goes with a column that gets another name, and forgets one that is not there any more', () => {
  const sorted: RowView = { ...view, sort: { column: 'a', by: 'text', descending: true } };
  const renamed = afterRenaming(sorted, 'a', 'b');
  expect(renamed.filters[0]).toEqual({ kind: 'empty', column: 'b' });
  expect(renamed.sort?.column).toBe('b');
  expect(withoutStale(renamed, dataset(10, ['b']))).toBe(renamed);
  const undone = withoutStale(renamed, dataset(10, ['a']));
  expect([undone.filters.map(({ kind }) => kind), undone.sort]).toEqual([['rows'], null]);
});
