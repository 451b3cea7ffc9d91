import { expect, test } from 'vitest';
import { contestOf } from '../../../../shared/domain/models/rivals.ts';
import { rankingOf, topOf } from '../ranking.ts';
import { measureRankings, rivalRankings } from './measureRankings.ts';

test('the item that came is ranked among those that a user has not had, behind equal ones', () => {
  const scores = [0.9, 0.5, 0.8, 0.5, 0.1];
  expect(rankingOf(scores, [0], 1)).toEqual({ rank: 3, top: [2, 1, 3, 4] });
  expect(rankingOf(scores, [], 0).rank).toBe(1);
  expect(topOf(scores, new Set([2]), 2)).toEqual([0, 1]);
  const many = Array.from({ length: 100 }, (_, item) => (item * 37) % 100);
  expect(topOf(many, new Set())).toEqual(
    many
      .map((_, item) => item)
      .sort((a, b) => (many[b] as number) - (many[a] as number))
      .slice(0, 10),
  );
});

test('figures are those of their definitions', () => {
  const ranks = [1, 3, 11, 2];
  const ours = ranks.map((rank, user) => ({ rank, top: [user % 2, 2] }));
  const { metrics } = measureRankings(ours, 10, 1, null) ?? {};
  expect(metrics?.hit_at_10?.value).toBe(0.75);
  expect(metrics?.ndcg_at_10?.value).toBeCloseTo((1 + 1 / 2 + 1 / Math.log2(3)) / 4, 12);
  expect(metrics?.mrr?.value).toBeCloseTo((1 + 1 / 3 + 1 / 11 + 1 / 2) / 4, 12);
  expect(metrics?.coverage?.value).toBeCloseTo(0.3, 12);
  expect(measureRankings([], 10, 1, null)).toBeNull();
});

test('a model is held against the better of the cheap ones by NDCG', () => {
  const of = (rank: number) => Array.from({ length: 50 }, () => ({ rank, top: [0] }));
  const rivals = [
    { name: 'popularity', rankings: of(9) },
    { name: 'item_knn', rankings: of(4) },
  ];
  const contest = (rank: number) => contestOf(measureRankings(of(rank), 5, 1, rivals) as never);
  expect(contest(2)).toMatchObject({ metric: 'ndcg_at_10', rival: { name: 'item_knn' }, outcome: 'better' });
  expect(contest(6)).toMatchObject({ outcome: 'worse' });
  expect(rivalRankings(new Map([['popularity', new Map([[7, { rank: 1, top: [] }]])]]), [7, 8])).toEqual([]);
});
