import type { MetricDefinition, RivalDefinition } from '../task.ts';

/**
 * Each user's last item is left out and ranked among all items that the user has not had (leave-last-out):
 * - `hit_at_10`: share of users whose item is among the first ten.
 * - `ndcg_at_10`: mean of 1 / log2(1 + rank) where the rank is at most 10, else 0.
 * - `mrr`: mean of 1 / rank.
 * - `coverage`: share of all items that stand among anybody's first ten.
 */
export const RECOMMEND_METRICS = [
  {
    name: 'ndcg_at_10',
    unit: 'coefficient',
    at: 'evaluation',
    label: 'NDCG@10',
    help: 'How far up in the first ten the item stands that a user really came to: 1 is first for all users, 0 is never among them.',
    zh: { label: 'NDCG@10', help: '用户实际的下一个物品在前十个中排得多靠前：1 表示总排第一，0 表示从未进入前十。' },
    tile: true,
    decides: true,
    line: () => ({ before: 'NDCG@10', after: '' }),
    meaning: () => 'how far up in the first ten the item stands that a user really came to',
  },
  {
    name: 'hit_at_10',
    unit: 'share',
    at: 'evaluation',
    label: 'Hit rate@10',
    help: 'Users whose next item is among the ten that are recommended.',
    zh: { label: '命中率@10', help: '下一个物品出现在所推荐的十个之中的用户所占比例。' },
    tile: true,
    line: () => ({ before: 'Hit rate@10', after: '' }),
    meaning: () => 'users whose next item is among the ten that are recommended',
  },
  {
    name: 'mrr',
    unit: 'coefficient',
    at: 'evaluation',
    label: 'MRR',
    help: 'Mean reciprocal rank: 1 divided by the place of the item among all others, and the mean over users.',
    zh: { label: 'MRR', help: '平均倒数排名：用 1 除以该物品在所有物品中的名次，再对用户取平均。' },
    line: () => ({ before: 'Mean reciprocal rank', after: '' }),
    meaning: () => 'mean over users of 1 divided by the rank of the item',
  },
  {
    name: 'coverage',
    unit: 'share',
    at: 'evaluation',
    label: 'Coverage',
    help: 'Items that are recommended to anybody at all: a model that gives everybody the same covers little.',
    zh: { label: '覆盖率', help: '至少被推荐给一个用户的物品所占比例：总给所有人同样推荐的模型覆盖很少。' },
    line: () => ({ before: 'Items recommended to anybody', after: '' }),
    meaning: () => "share of all items that stand among anybody's first ten",
  },
] as const satisfies readonly MetricDefinition[];

/** What any model of recommendations has to beat. */
export const RECOMMEND_RIVALS: readonly RivalDefinition[] = [
  {
    name: 'popularity',
    label: 'What most users have had',
    words: 'popularity (what most users have had)',
    zh: { label: '最多用户拥有的物品' },
  },
  {
    name: 'item_knn',
    label: 'Had by the same users',
    help: 'Item-kNN: items whose users are most alike (cosine)',
    words: 'item-kNN (what the same users have had)',
    zh: { label: '同样的用户拥有的物品', help: '物品近邻（item-kNN）：用户最相似的物品（余弦）' },
  },
];
