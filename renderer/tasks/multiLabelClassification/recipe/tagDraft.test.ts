import { expect, test } from 'vitest';
import type { Column } from '../../../../shared/domain/columns.ts';
import { worstRows } from '../results/worstRows.ts';
import { TAG_DRAFT } from './tagDraft.ts';

const column = (name: string, more: Partial<Column> = {}): Column => ({
  ...{ name, type: 'text', distinct: 90, emptyCells: 0, minLength: 1, meanLength: 60, maxLength: 200 },
  ...more,
});
const COLUMNS = [
  column('text'),
  column('topics', { labels: { separator: '|', distinct: 5 }, meanLength: 12 }),
  column('rude', { type: 'boolean', meanLength: 1 }),
  column('late', { type: 'boolean', meanLength: 1 }),
];

test('begins with cells of several labels, and asks for columns of one each where they are chosen', () => {
  const draft = TAG_DRAFT.guess(COLUMNS);
  expect(TAG_DRAFT.toRequest(draft)).toMatchObject({ kind: 'tag', output: 'topics', separator: '|' });
  const columns = { ...draft, way: 'columns' as const, labels: ['rude', 'late'] };
  expect(TAG_DRAFT.toRequest(columns)).toMatchObject({ output: 'rude', others: ['late'] });
  expect(TAG_DRAFT.toRequest({ ...columns, labels: ['rude'] })).toBeNull();
  expect(TAG_DRAFT.toRequest({ ...draft, separator: ' ' })).toBeNull();
  expect(TAG_DRAFT.toRequest({ ...draft, output: null })).toBeNull();
});

test('takes up a run, and what it asked for of other columns not', () => {
  const recipe = {
    kind: 'tag',
    inputs: ['text'],
    output: 'rude',
    others: ['late'],
    separator: ';',
    template: '{{text}}',
  } as const;
  const run = { recipe: { ...recipe, inputs: ['text'], others: ['late'] }, fidelityFields: null };
  expect(TAG_DRAFT.fromRun(run, COLUMNS)).toMatchObject({ way: 'columns', labels: ['rude', 'late'], template: null });
  expect(TAG_DRAFT.fromRun(run, COLUMNS.slice(0, 2))).toMatchObject({ way: 'cells', output: 'topics' });
});

test('rows with the most wrong labels come first', () => {
  const row = (place: number, reference: string, output: string) => ({
    ...{ row: place, inputs: [], prompt: `text ${place}`, reference, output },
  });
  const written = [row(0, 'a\nb', 'a\nb'), row(1, 'a', 'a\nc'), row(2, '∅', 'b\nc'), row(3, 'a\nb', '∅')];
  expect(worstRows(written, 2)).toEqual([
    { row: 2, text: 'text 2', right: [], missed: [], wrong: ['b', 'c'] },
    { row: 3, text: 'text 3', right: [], missed: ['a', 'b'], wrong: [] },
  ]);
});
