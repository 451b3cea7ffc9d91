import { expect, test } from 'vitest';
import { ALL_ROWS, RowView } from '../../../../shared/domain/datasetView.ts';
import type { Finding } from '../../../../shared/domain/doctor.ts';
import { afterDeleting, findingFilter, withoutStale } from './rowsFilter.ts';

const finding: Finding = {
  ...{ kind: 'html', severity: 'warning', columns: ['a'], details: [], fix: null },
  ...{ count: 4, rows: [1, 4, 6, 9] },
};
const other = { kind: 'empty' as const, column: 'a' };
const view: RowView = { ...ALL_ROWS, filters: [other, findingFilter(finding, 10)] };

test('the rows of a finding are a filter as long as the rows stay', () => {
  expect(RowView.parse(view)).toEqual(view);
  expect(withoutStale(view, 10)).toBe(view);
  expect(withoutStale(view, 9).filters).toEqual([other]);
});

test('after deleting, the same rows have other numbers', () => {
  const after = afterDeleting(view, [4, 0, 5]);
  expect(after.filters).toEqual([other, { ...findingFilter({ ...finding, rows: [0, 3, 6], count: 3 }, 7) }]);
  expect(withoutStale(after, 7)).toBe(after);
  expect(afterDeleting(view, [1, 4, 6, 9]).filters).toEqual([other]);
});
