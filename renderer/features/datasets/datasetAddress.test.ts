import { expect, test } from 'vitest';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { addressText, withState } from '../../ui/useAddressState.ts';
import { type DatasetPlace, datasetAddress } from './datasetAddress.ts';

const START: DatasetPlace = { tab: 'preview', view: ALL_ROWS, row: 0 };

test.each<[string, Partial<DatasetPlace>]>([
  ['the beginning', {}],
  ['a tab', { tab: 'doctor' }],
  ['a search', { view: { ...ALL_ROWS, search: ' "a & b"  größe 中文' } }],
  [
    'filters and an order',
    {
      view: {
        filters: [
          { kind: 'one_of', column: 'a=b&c', values: ['x', ''] },
          { kind: 'length', column: 'text', from: null, to: 20 },
        ],
        search: '',
        sort: { column: '%20', by: 'number', descending: true },
      },
    },
  ],
  ['a row', { row: 1234 }],
])('%s comes back from the address', (_, patch) => {
  const place = { ...START, ...patch };
  const text = addressText(datasetAddress, place);
  expect(datasetAddress.read(new URLSearchParams(text))).toEqual(place);
});

test('the beginning says nothing, and what else stands in the address stays', () => {
  expect(addressText(datasetAddress, START)).toBe('');
  const next = withState(new URLSearchParams('task=describe&tab=doctor&q=lamp'), datasetAddress, START);
  expect(next.toString()).toBe('task=describe');
});

test.each([
  'view={',
  'view=[]',
  'view={"filters":[{"kind":"gone"}],"sort":null}',
  'tab=gone&row=-3',
  'row=1e99',
  'row=x',
])('what cannot be read is the beginning: %s', (text) => {
  expect(datasetAddress.read(new URLSearchParams(text))).toEqual(START);
});

test('a finding of very many rows stays out of it', () => {
  const rows = Array.from({ length: 1000 }, (_, index) => 100_000 + index);
  const filter = { kind: 'rows' as const, finding: 'duplicates' as const, rows, count: 5000, of: 200_000 };
  expect(addressText(datasetAddress, { ...START, view: { ...ALL_ROWS, filters: [filter] } })).toBe('');
});
