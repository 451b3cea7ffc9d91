import { describe, expect, it } from 'vitest';
import type { Column, ColumnType } from '../../columns.ts';
import { givenRow, proposals, renderExample, requestFromOptions, resolveRecipe } from '../index.ts';
import { hasLabel, readLabels } from '../labelList.ts';
import { tagAnswer } from './prediction.ts';

const column = (name: string, type: ColumnType, more: Partial<Column> = {}): Column => ({
  ...{ name, type, distinct: 9, emptyCells: 0, minLength: 1, meanLength: type === 'text' ? 90 : 6, maxLength: 200 },
  ...more,
});
const COLUMNS = [
  column('text', 'text'),
  column('topics', 'text', { meanLength: 20, labels: { separator: '|', distinct: 12 } }),
  column('rude', 'boolean', { distinct: 2 }),
  column('late', 'boolean', { distinct: 2 }),
];
const row = (cells: Record<string, string>) => (name: string) => cells[name] ?? '';

describe('several labels', () => {
  it('are split by what was found between them, unless something else is said', () => {
    const asked = { kind: 'tag' as const, inputs: ['text'], output: 'topics' };
    const recipe = resolveRecipe(asked, COLUMNS);
    expect(recipe).toMatchObject({ kind: 'tag', separator: '|', others: [] });
    const cell = row({ text: 'Late again', topics: ' delivery|price | delivery|' });
    expect(renderExample(recipe, cell)).toEqual({ prompt: 'Late again', completion: 'delivery\nprice' });
    expect(readLabels(givenRow(recipe, cell).reference)).toEqual(['delivery', 'price']);
    expect(renderExample(recipe, row({ text: 'x', topics: ' | ' })).completion).toBe('');
    expect(resolveRecipe({ ...asked, separator: ',' }, COLUMNS)).toMatchObject({ separator: ',' });
  });

  it('or are columns that say yes or no, of which none may', () => {
    const recipe = resolveRecipe({ kind: 'tag', inputs: ['text'], output: 'rude', others: ['late', 'rude'] }, COLUMNS);
    expect(recipe).toMatchObject({ others: ['late'] });
    const labels = (rude: string, late: string) => readLabels(renderExample(recipe, row({ rude, late })).completion);
    expect([labels('1', 'no'), labels('yes', 'TRUE'), labels('0', '')]).toEqual([['rude'], ['rude', 'late'], []]);
    expect(renderExample(recipe, row({ rude: '0', late: '0' })).completion).not.toBe('');
    expect(renderExample(recipe, row({})).completion).toBe('');
    expect(['是', ' x ', 'perhaps', '0.0'].map(hasLabel)).toEqual([true, true, null, false]);
  });

  it('refuse columns that are not there, or that the text is made of', () => {
    const asked = { kind: 'tag' as const, inputs: ['text'], output: 'rude' };
    expect(() => resolveRecipe({ ...asked, others: ['gone'] }, COLUMNS)).toThrow(/gone/);
    expect(() => resolveRecipe({ ...asked, others: ['text'] }, COLUMNS)).toThrow(/text/);
  });

  it('are proposed for such columns', () => {
    expect(proposals(COLUMNS, 'topics')[0]?.request).toEqual({ kind: 'tag', inputs: ['text'], output: 'topics' });
    expect(proposals(COLUMNS, 'late')[0]?.request).toMatchObject({ kind: 'tag', output: 'rude', others: ['late'] });
  });

  it('are asked for on the command line', () => {
    const given = { input: ['text'], output: 'topics', separator: ',' };
    expect(requestFromOptions('tag', given)).toEqual({
      kind: 'tag',
      inputs: ['text'],
      output: 'topics',
      separator: ',',
    });
    expect(requestFromOptions('tag', { input: ['text'], labels: ['rude', 'late'] })).toEqual({
      ...{ kind: 'tag', inputs: ['text'], output: 'rude', others: ['late'] },
    });
    expect(() => requestFromOptions('tag', { input: ['text'] })).toThrow(/--labels/);
    expect(() => requestFromOptions('tag', { input: ['text'], labels: ['a'], output: 'b' })).toThrow(/--output/);
  });
});

it('an answer tells what is above a half, and how sure the least sure of its decisions is', () => {
  const labels = [
    { label: 'a', probability: 0.9 },
    { label: 'b', probability: 0.6 },
    { label: 'c', probability: 0.1 },
  ];
  const answer = tagAnswer({ event: 'tags', index: 0, text: 'x', labels, tokens: 3, cutTokens: 0 });
  expect(answer.cells).toEqual({ prediction: 'a; b', confidence: '0.600000' });
  expect(answer.json).toMatchObject({ told: ['a', 'b'] });
  const chosen = labels.map((tag) => ({
    ...tag,
    threshold: tag.label === 'c' ? 0.05 : tag.label === 'b' ? 0.65 : 0.5,
  }));
  const other = tagAnswer({ event: 'tags', index: 0, text: 'x', labels: chosen, tokens: 3, cutTokens: 0 });
  expect(other.cells).toEqual({ prediction: 'a; c', confidence: '0.100000' });
  expect(other.json).toMatchObject({ told: ['a', 'c'], labels: chosen });
  expect(other.lines).toEqual(['90.0%  a  ✓', '60.0%  b  (from 65% on)', '10.0%  c  (from 5% on)  ✓']);
});
