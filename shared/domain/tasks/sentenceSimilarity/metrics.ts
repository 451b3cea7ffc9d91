import type { MetricDefinition, RivalDefinition } from '../task.ts';

/**
 * Each held-out row's first text is compared with the second texts of all held-out rows, of which it has to find its own; equal texts count as one:
 * - `recall_at_1`, `recall_at_10`: share of rows whose own text is the nearest, or among the ten nearest.
 * - `reciprocal_rank`: mean of 1 / rank.
 */
export const MATCH_METRICS = [
  {
    name: 'recall_at_1',
    unit: 'share',
    at: 'evaluation',
    label: 'Recall@1',
    help: 'Held-out rows whose own text is the nearest of all.',
    zh: { label: '召回率@1', help: '参与评测的行中，自身文本在所有文本里最接近的行所占比例。' },
    tile: true,
    decides: true,
    line: () => ({ before: 'Recall@1', after: '' }),
    meaning: () => 'held-out rows whose own text is the nearest among those of all held-out rows',
  },
  {
    name: 'recall_at_10',
    unit: 'share',
    at: 'evaluation',
    label: 'Recall@10',
    help: 'Held-out rows whose own text is among the ten nearest.',
    zh: { label: '召回率@10', help: '参与评测的行中，自身文本排在最接近的十个之中的行所占比例。' },
    tile: true,
    line: () => ({ before: 'Recall@10', after: '' }),
    meaning: () => 'held-out rows whose own text is among the ten nearest',
  },
  {
    name: 'reciprocal_rank',
    unit: 'coefficient',
    at: 'evaluation',
    label: 'MRR',
    help: 'Mean reciprocal rank: 1 divided by the place of the row’s own text among all, and the mean over rows.',
    zh: { label: 'MRR', help: '平均倒数排名：用 1 除以该行自身文本在所有文本中的名次，再对各行取平均。' },
    line: () => ({ before: 'Mean reciprocal rank', after: '' }),
    meaning: () => 'mean over held-out rows of 1 divided by the rank of their own text',
  },
] as const satisfies readonly MetricDefinition[];

/** What any model of pairs has to beat. */
export const MATCH_RIVALS: readonly RivalDefinition[] = [
  {
    name: 'shared_words',
    label: 'Words in common',
    help: 'TF-IDF of words and characters, compared by cosine',
    words: 'words in common (TF-IDF, cosine)',
    zh: { label: '共有词语', help: '词和字符的 TF-IDF，用余弦比较' },
  },
  {
    name: 'untuned',
    label: 'The base model as it was',
    help: 'The same model before training',
    words: 'the base model without training',
    zh: { label: '未经训练的基础模型', help: '同一个模型在训练之前' },
  },
];
