import type { MetricDefinition, RivalDefinition } from '../task.ts';

/**
 * Of the differences between predicted and true number, on rows that were not trained on (as scikit-learn computes them):
 * - `rmse`: the square root of the mean of their squares, which is what models are trained for and held against one another by.
 * - `mae`: the mean of their amounts.
 * - `r2`: the share of the variance that is explained. 0 is no better than always the mean; below, it is worse.
 */
export const SCORE_METRICS = [
  {
    name: 'mae',
    unit: 'value',
    at: 'evaluation',
    label: 'Mean absolute error',
    help: 'How far a number is off on average, in the unit of the column.',
    zh: { label: '平均绝对误差', help: '预测值平均偏离多少，单位与该列相同。' },
    lowerIsBetter: true,
    tile: true,
    line: () => ({ before: 'Mean absolute error', after: '' }),
    meaning: () => 'how far a number is off on average, in the unit of the column',
  },
  {
    name: 'rmse',
    unit: 'value',
    at: 'evaluation',
    label: 'Root mean squared error',
    help: 'As the mean absolute error, but large errors count more. In the unit of the column.',
    zh: { label: '均方根误差', help: '与平均绝对误差类似，但较大的误差影响更大。单位与该列相同。' },
    lowerIsBetter: true,
    decides: true,
    line: () => ({ before: 'Root mean squared error', after: '' }),
    meaning: () => 'the same with large errors counting more, in the unit of the column',
  },
  {
    name: 'r2',
    unit: 'coefficient',
    at: 'evaluation',
    label: 'R²',
    help: 'Share of the differences between rows that it explains: 1 is all of them, 0 is no better than always the mean.',
    zh: { label: 'R²', help: '能解释的行间差异所占比例：1 表示全部，0 表示不比始终给出平均值更好。' },
    tile: true,
    line: () => ({ before: 'R²', after: ' (0: no better than always the mean)' }),
    meaning: () => 'share of the variance that is explained; 0 is no better than always the mean',
  },
] as const satisfies readonly MetricDefinition[];

/** What any model of numbers has to beat. */
export const SCORE_RIVALS: readonly RivalDefinition[] = [
  {
    name: 'mean',
    label: 'Always the mean',
    words: 'always the mean',
    zh: { label: '总是给出平均值' },
  },
  {
    name: 'ridge',
    keeps: true,
    label: 'Words and a straight line',
    help: 'TF-IDF of words and characters, with ridge regression',
    words: 'words and a straight line (TF-IDF with ridge regression)',
    zh: { label: '词语加线性模型', help: '词和字符的 TF-IDF，加岭回归' },
  },
];
