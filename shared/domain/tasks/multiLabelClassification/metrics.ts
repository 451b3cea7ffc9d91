import type { MetricDefinition, RivalDefinition } from '../task.ts';

/**
 * Of decisions at a probability of 0.5, on rows that were not trained on:
 * - `micro_f1`: precision and recall of all decisions together (scikit-learn's `f1_score` with `average='micro'`).
 * - `label_f1`: the mean over the labels (with `average='macro'`, over those that there are).
 * - `subset_accuracy`: rows of which every label is right (`accuracy_score`).
 */
export const TAG_METRICS = [
  {
    name: 'micro_f1',
    unit: 'share',
    at: 'evaluation',
    label: 'Micro-F1',
    help: 'Precision and recall of all labels of all rows together: common labels count more.',
    zh: { label: '微平均 F1', help: '所有行的所有标签一起计算的精确率和召回率：常见标签影响更大。' },
    tile: true,
    decides: true,
    line: () => ({ before: 'Micro-F1', after: '' }),
    meaning: () => "F1 of all labels of all rows together, as scikit-learn computes it with average='micro'",
  },
  {
    name: 'label_f1',
    unit: 'share',
    at: 'evaluation',
    label: 'Macro-F1 over labels',
    help: 'Precision and recall of each label together, and the mean over all labels: rare ones count as much as common ones.',
    zh: { label: '各标签宏平均 F1', help: '每个标签的 F1，再对所有标签取平均：罕见标签与常见标签同样重要。' },
    tile: true,
    line: () => ({ before: 'Macro-F1', after: '' }),
    meaning: () => "the mean over the labels of F1, as scikit-learn computes it with average='macro'",
  },
  {
    name: 'subset_accuracy',
    unit: 'share',
    at: 'evaluation',
    label: 'All labels right',
    help: 'Rows of which every label is told right, and no other.',
    zh: { label: '标签全对', help: '所有标签都判断正确且没有多余标签的行所占比例。' },
    line: () => ({ before: 'All labels right', after: '' }),
    meaning: () => 'rows of which every label is right, and no other is told',
  },
] as const satisfies readonly MetricDefinition[];

/** What any model of several labels has to beat. */
export const TAG_RIVALS: readonly RivalDefinition[] = [
  {
    name: 'frequent',
    label: 'Always the frequent labels',
    help: 'The labels that at least half of the rows have, or the commonest one',
    words: 'always the most frequent labels',
    zh: { label: '总是给出常见标签', help: '至少一半的行拥有的标签；没有则为最常见的一个' },
  },
  {
    name: 'linear_labels',
    label: 'Words and a straight line',
    help: 'TF-IDF of words and characters, with a logistic regression for each label',
    keeps: true,
    words: 'words and a straight line (TF-IDF with a logistic regression for each label)',
    zh: { label: '词语加线性模型', help: '词和字符的 TF-IDF，每个标签一个逻辑回归' },
  },
];
