import { expect, test } from 'vitest';
import { balancedWeights, evaluationBatches, labelledBatches } from './batches.ts';
import type { LabelledCorpus } from './corpus.ts';

const corpus: LabelledCorpus = {
  ids: Uint16Array.from({ length: 10 }, (_, text) => text + 2),
  starts: Uint32Array.from({ length: 10 }, (_, text) => text),
  labels: Uint32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 2),
  rows: Uint32Array.from({ length: 10 }, (_, text) => text),
};

test('balanced weights are those of scikit-learn (compute_class_weight), and of training alone', () => {
  const weights = balancedWeights([{ trained: 6 }, { trained: 3 }, { trained: 1 }, { trained: 0 }]);
  for (const [label, expected] of [0.55555556, 1.11111111, 3.33333333, 1].entries())
    expect(weights[label]).toBeCloseTo(expected, 6);
  const { values, weights: counted } = labelledBatches(corpus, 10, [4], 1, weights).next().value;
  for (const [row, label] of values.labels.entries()) expect(counted[row]).toBe(weights[label]);
  // A text counts 1 in the mean.
  expect(counted.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(10, 5);
  const [whole] = evaluationBatches(corpus, 10, [4]);
  expect([...(whole?.weights ?? [])]).toEqual(Array(10).fill(1));
});
