import { describe, expect, it } from 'vitest';
import type { Column, ColumnType } from '../columns.ts';
import { filledBy, isAccepted, proposals, recipesCalled, TASK_NAMES } from './index.ts';

const column = (name: string, type: ColumnType, meanLength: number, distinct: number | null = null): Column => ({
  ...{ name, type, meanLength, distinct, emptyCells: 0, minLength: 0, maxLength: 4 * meanLength },
});

const REVIEWS = [column('review', 'text', 300), column('title', 'text', 20), column('score', 'number', 1, 5)];
const PRODUCTS = [
  column('name', 'text', 20),
  column('category', 'category', 9, 12),
  column('description', 'text', 200),
  column('price', 'number', 5, 700),
];

/** What is proposed for a column, the first one with its columns. */
const proposed = (columns: Column[], name: string | null) =>
  proposals(columns, name).map(({ request }) => request.kind);

describe('what a column can be filled in by', () => {
  it('few values are labels, numbers are estimated, texts are written; anything else is one click away', () => {
    expect(proposed(PRODUCTS, 'category')).toEqual(['classify', 'complete']);
    expect(proposed(PRODUCTS, 'price')).toEqual(['score', 'complete']);
    expect(proposed(REVIEWS, 'score')).toEqual(['classify', 'score', 'complete']);
    expect(proposed(PRODUCTS, 'description')).toEqual(['complete']);
    expect(proposals(PRODUCTS, 'category')[0]?.request).toEqual({
      ...{ kind: 'classify', inputs: ['description'], output: 'category' },
    });
  });

  it('none: similar texts are found, or whole texts are written', () => {
    expect(proposed(PRODUCTS, null)).toEqual(['match', 'continue']);
    expect(proposed([column('text', 'text', 60)], null)).toEqual(['continue']);
  });

  it.each([
    ['src', 'tgt'],
    ['english', 'german'],
    ['en', 'zh'],
    ['原文', '译文'],
  ])('%s → %s is translated', (source, target) => {
    const columns = [column(source, 'text', 60), column(target, 'text', 40)];
    expect(proposals(columns, target)).toMatchObject([
      { request: { kind: 'complete', inputs: [source], output: target }, as: 'translation' },
    ]);
  });

  it('two texts that are called otherwise are not', () => {
    expect(proposals(PRODUCTS, 'description')[0]?.as).toBeUndefined();
    expect(proposals([column('en', 'text', 10), column('de', 'text', 500)], 'de')[0]?.as).toBeUndefined();
  });

  it('users and items are recommended by', () => {
    const columns = [column('user', 'number', 3), column('movie', 'text', 20), column('rating', 'number', 1, 10)];
    expect(proposed(columns, null)[0]).toBe('recommend');
    expect(proposed(columns, 'movie')[0]).toBe('recommend');
    expect(proposed(columns, 'rating')).not.toContain('recommend');
  });

  it('every proposal is one that the host takes, and fills in the column that was asked for', () => {
    for (const columns of [REVIEWS, PRODUCTS]) {
      for (const name of [null, ...columns.map((each) => each.name)]) {
        for (const { request, fit } of proposals(columns, name)) {
          expect([request, isAccepted(request, columns)]).toEqual([request, true]);
          expect(filledBy(request)).toBe(name);
          expect(fit).toBeGreaterThan(0);
        }
      }
    }
    expect(proposals([column('nothing', 'empty', 0)], 'nothing')).toEqual([]);
  });
});

it('a task may go by another name of Hugging Face’s', () => {
  expect(TASK_NAMES).toContain('translation');
  expect(recipesCalled('translation')).toEqual(['complete']);
  expect(recipesCalled('text-classification')).toEqual(['classify']);
  expect(recipesCalled('none')).toEqual([]);
});
