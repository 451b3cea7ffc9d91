import { describe, expect, test } from 'vitest';
import { argmax } from '../../../ml/argmax.ts';
import { rankOf } from '../ranking.ts';
import { measureRanks, rivalRanks } from './measureRanks.ts';
import { rankedOf } from './pairMeter.ts';

const vector = (...values: number[]) => Float32Array.from(values);

test('ranks an own text behind those that are as near, and equal texts count once', () => {
  expect(rankOf([0.1, 0.9, 0.5], 2)).toBe(2);
  expect(rankOf([0.5, 0.5, 0.5], 0)).toBe(3);
  expect(argmax([0.1, 0.9, 0.9])).toBe(1);
  const rows = ['lamp', 'chair', 'lamp'].map((reference) => ({ reference }));
  const first = [vector(1, 0), vector(0.6, 0.8), vector(0, 1)];
  const second = [vector(1, 0), vector(0, 1), vector(1, 0)];
  expect(rankedOf(rows, first, second)).toEqual({ ranks: [1, 1, 2], nearest: ['lamp', 'chair', 'chair'] });
});

describe('figures', () => {
  test('are the shares of ranks, with intervals, and what they are above those of others', () => {
    const measured = measureRanks([1, 1, 2, 11], 1, [{ name: 'untuned', ranks: [1, 2, 2, 12] }]);
    expect(measured?.metrics).toMatchObject({
      recall_at_1: { value: 0.5 },
      recall_at_10: { value: 0.75 },
      reciprocal_rank: { value: (1 + 1 + 1 / 2 + 1 / 11) / 4 },
    });
    const [rival] = measured?.rivals ?? [];
    expect(rival?.metrics.recall_at_1?.value).toBe(0.25);
    expect(rival?.gains.recall_at_1?.value).toBe(0.25);
    expect(rival?.gains.recall_at_10?.value).toBe(0);
    expect(rival?.gains.recall_at_1?.low).toBeGreaterThanOrEqual(0);
    expect(measureRanks([], 1, null)).toBeNull();
  });

  test('leave a rival out that does not say something of each row', () => {
    const rivals = new Map([
      ['untuned', new Map([[3, 1]])],
      [
        'shared_words',
        new Map([
          [3, 2],
          [5, 4],
        ]),
      ],
    ]);
    expect(rivalRanks(rivals, [5, 3])).toEqual([{ name: 'shared_words', ranks: [4, 2] }]);
  });
});
