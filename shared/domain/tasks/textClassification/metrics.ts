import type { MetricDefinition, RivalDefinition } from '../task.ts';

/**
 * - `accuracy`: share of the rows whose likeliest label is their own.
 * - `macro_f1`: mean over the labels of the harmonic mean of precision and recall (scikit-learn's `f1_score` with `average='macro'`).
 * - `ece`: expected calibration error in 10 bins of equal width (Guo et al. 2017).
 * - `auc`: area under the ROC curve (scikit-learn's `roc_auc_score`), of two labels only.
 */
export const LABEL_METRICS = [
  {
    name: 'accuracy',
    unit: 'share',
    at: 'evaluation',
    label: 'Accuracy',
    help: 'Rows whose most likely label is their own.',
    zh: { label: '准确率', help: '最可能的标签就是该行自身标签的行所占比例。' },
    tile: true,
    hits: true,
    decides: true,
    line: ({ baseline }) => ({ before: 'Accuracy', after: commonest(baseline('commonestMatch')) }),
    meaning: ({ baseline }) => `rows whose most likely label is their own${commonest(baseline('commonestMatch'))}`,
  },
  {
    name: 'macro_f1',
    unit: 'share',
    at: 'evaluation',
    label: 'Macro-F1',
    help: 'Precision and recall of each label together, and the mean over all labels: rare ones count as much as common ones.',
    zh: {
      label: '宏平均 F1',
      help: '每个标签的精确率和召回率的调和平均，再对所有标签取平均：罕见标签与常见标签同样重要。',
    },
    tile: true,
    line: () => ({ before: 'Macro-F1', after: '' }),
    meaning: () => "the mean over all labels of F1, as scikit-learn computes it with average='macro'",
  },
  {
    name: 'ece',
    unit: 'share',
    at: 'evaluation',
    label: 'Calibration error',
    help: 'How far the confidence is from the share of right answers, in the mean over the rows (ECE): at 0% a confidence of 90% is right nine times in ten.',
    zh: {
      label: '校准误差',
      help: '置信度与正确比例之间的平均差距（ECE）：为 0% 时，置信度 90% 的判断十次中有九次正确。',
    },
    lowerIsBetter: true,
    line: () => ({ before: 'Calibration error (ECE)', after: '' }),
    meaning: () =>
      'the expected calibration error: how far the confidence is from the share of right answers, in ten bins',
  },
  {
    name: 'auc',
    unit: 'coefficient',
    at: 'evaluation',
    label: 'AUC',
    help: 'How likely a row of one label gets more of its probability than a row of the other: 1 tells them apart without fault, 0.5 is chance.',
    zh: {
      label: 'AUC',
      help: '某一标签的行得到该标签的概率高于另一标签的行的可能性：1 表示完全区分，0.5 相当于随机。',
    },
    line: () => ({ before: 'AUC', after: '' }),
    meaning: () => 'the area under the ROC curve of the two labels',
  },
] as const satisfies readonly MetricDefinition[];

const commonest = (figure: string | null): string => (figure === null ? '' : `; always the commonest label: ${figure}`);

/** What any model of labels has to beat. */
export const LABEL_RIVALS: readonly RivalDefinition[] = [
  {
    name: 'commonest',
    label: 'Always the commonest label',
    words: 'always the commonest label',
    zh: { label: '总是给出最常见的标签' },
  },
  {
    name: 'linear',
    keeps: true,
    label: 'Words and a straight line',
    help: 'TF-IDF of words and characters, with logistic regression',
    words: 'words and a straight line (TF-IDF with logistic regression)',
    zh: { label: '词语加线性模型', help: '词和字符的 TF-IDF，加逻辑回归' },
  },
];
