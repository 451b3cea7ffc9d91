import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/errors.ts';
import { findingNote } from './findingNotes.ts';

const finding = (code: 'fields_seldom_kept' | 'rows_left_out', details: Record<string, string | number>) => {
  const { message } = new AppError(code, details);
  return { code, message, details };
};

test.each([
  ['name', '(--keep name), or have texts written again until they do (--must-contain name).'],
  ["the maker's name", "(--keep 'the maker'\\''s name')"],
])('says what to do about a field that is seldom kept: %s', (column, expected) => {
  const note = findingNote(finding('fields_seldom_kept', { column, percent: 37, kept: 370, rows: 1000 }));
  expect(note).toContain('Only 37 of 100');
  expect(note).toContain(expected);
});

test('other findings are said as they are', () => {
  const found = finding('rows_left_out', { left: 1, rows: 9, kept: 8, columns: '“name”' });
  expect(findingNote(found)).toBe(`note: ${found.message}`);
});
