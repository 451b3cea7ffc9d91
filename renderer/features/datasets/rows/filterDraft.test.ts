import { expect, test } from 'vitest';
import { RowFilter } from '../../../../shared/domain/datasets/datasetView.ts';
import { type FilterDraft, filterOf, KINDS, usualKind } from './filterDraft.ts';

const draft = { column: 'a', text: '', values: [], from: '', to: '' };

test('a filter is complete, or there is none', () => {
  const of = (rest: Partial<FilterDraft> & Pick<FilterDraft, 'kind'>) => filterOf({ ...draft, ...rest });
  expect(of({ kind: 'contains' })).toBeNull();
  expect(of({ kind: 'contains', text: 'x' })).toEqual({ kind: 'contains', column: 'a', text: 'x' });
  expect(of({ kind: 'equals' })).toEqual({ kind: 'equals', column: 'a', text: '' });
  expect(of({ kind: 'one_of' })).toBeNull();
  expect(of({ kind: 'number' })).toBeNull();
  expect(of({ kind: 'length', to: 3 })).toEqual({ kind: 'length', column: 'a', from: null, to: 3 });
  for (const kind of KINDS) {
    const filter = of({ kind, text: 'x', values: ['x'], from: 1, to: 2 });
    expect(RowFilter.parse(filter)).toEqual(filter);
  }
});

test('the condition that is offered first follows the column', () => {
  expect([usualKind('number'), usualKind('category'), usualKind('text')]).toEqual(['number', 'one_of', 'contains']);
});
