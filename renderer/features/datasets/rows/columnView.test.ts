import { expect, it } from 'vitest';
import type { Column } from '../../../../shared/domain/columns.ts';
import { shownColumns } from './columnView.ts';

const columns = ['a', 'b', 'c'].map(
  (name): Column => ({
    ...{ name, type: 'text', emptyCells: 0, distinct: null },
    ...{ minLength: 1, meanLength: 1, maxLength: 1 },
  }),
);
const names = (hidden: string[]) => shownColumns(columns, hidden).map(({ column, place }) => `${place}${column.name}`);

it('leaves hidden columns out, and keeps the places of the others', () => {
  expect(names(['b'])).toEqual(['0a', '2c']);
  expect(names(['gone'])).toEqual(['0a', '1b', '2c']);
});

it('never leaves nothing to look at', () => {
  expect(names(['a', 'b', 'c'])).toEqual(['0a', '1b', '2c']);
});
