import { expect, test } from 'vitest';
import { type MeasureName, mainMeasure } from './measures.ts';

const report = (...names: MeasureName[]) => ({
  metrics: Object.fromEntries(names.map((name) => [name, { value: 0.5, low: 0.4, high: 0.6 }])),
});

test.each([
  [['ece', 'macro_f1', 'accuracy'], 'accuracy'],
  [['subset_accuracy', 'label_f1', 'micro_f1'], 'micro_f1'],
  [['r2', 'rmse', 'mae'], 'mae'],
  [['recall_at_10', 'reciprocal_rank', 'recall_at_1'], 'recall_at_1'],
  [['hit_at_10', 'ndcg_at_10', 'coverage'], 'ndcg_at_10'],
  [['bitsPerByte', 'chrf', 'field_fidelity'], 'field_fidelity'],
  [['bitsPerByte', 'chrf'], 'bitsPerByte'],
  [['chrf'], null],
  [[], null],
] as const)('of %j, %s stands for the model', (names, main) => {
  expect(mainMeasure(report(...names))).toBe(main);
});
