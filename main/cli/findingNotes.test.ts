import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/errors.ts';
import { findingNotes } from './findingNotes.ts';

const finding = (code: 'fields_seldom_kept' | 'rows_left_out', details: Record<string, string | number>) => {
  const { message } = new AppError(code, details);
  return { code, message, details };
};

test.each([
  ['name', '--keep name trains only on those that do.'],
  ["the maker's name", "--keep 'the maker'\\''s name' trains"],
])('says what to do about a field that is seldom kept: %s', (column, expected) => {
  const seldom = finding('fields_seldom_kept', { column, percent: 37, kept: 370, rows: 1000 });
  const [note, again] = findingNotes({ warnings: [seldom], mustContain: [column] });
  expect(note).toContain('Only 37 of 100');
  expect(note).toContain(expected);
  expect(again).toContain(`lack the row's “${column}”, letter by letter, are written again`);
});

test('other findings are said as they are', () => {
  const found = finding('rows_left_out', { left: 1, rows: 9, kept: 8, columns: '“name”' });
  expect(findingNotes({ warnings: [found], mustContain: [] })).toEqual([`note: ${found.message}`]);
});
