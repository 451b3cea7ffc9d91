import { expect, test } from 'vitest';
import { measureLabels, rivalLabels } from './measureLabels.ts';

const LABELS = [{ trained: 30 }, { trained: 10 }];
/** Half of the texts have each label; the model is right in 90 of 100. */
const predictions = Array.from({ length: 100 }, (_, index) => {
  const label = index % 2;
  return { label, predicted: index < 90 ? label : 1 - label, confidence: 0.9 };
});

test('cheap models are measured on the same texts, and so is the difference', () => {
  const linear = {
    name: 'linear' as const,
    predicted: predictions.map(({ label }, index) => (index < 80 ? label : 1 - label)),
  };
  const report = measureLabels(predictions, LABELS, 1, [linear]);
  const [commonest, other] = report?.rivals ?? [];
  expect(commonest).toMatchObject({ name: 'commonest', metrics: { accuracy: { value: 0.5 } } });
  expect(other?.metrics.accuracy?.value).toBe(0.8);
  const gain = other?.gains.accuracy;
  expect(gain?.value).toBeCloseTo(0.1, 10);
  // Of 100 texts, ten are right in one alone: 10 ± 1.96·√(100·0.1·0.9) points.
  expect(gain?.low).toBeGreaterThan(0.03);
  expect(gain?.low).toBeLessThan(0.06);
  expect(gain?.high).toBeGreaterThan(0.14);
  expect(gain?.high).toBeLessThan(0.17);
});

test('one that is the same model gains nothing, whichever texts are drawn', () => {
  const same = { name: 'linear' as const, predicted: predictions.map(({ predicted }) => predicted) };
  const [, rival] = measureLabels(predictions, LABELS, 1, [same])?.rivals ?? [];
  expect(rival?.gains).toEqual({
    accuracy: { value: 0, low: 0, high: 0 },
    macro_f1: { value: 0, low: 0, high: 0 },
  });
});

test('along the way none is measured; one that says nothing of a row is left out', () => {
  expect(measureLabels(predictions, LABELS, 1, null)).not.toHaveProperty('rivals');
  const rivals = new Map([['linear' as const, new Map([[7, 1]])]]);
  expect(rivalLabels(rivals, [7])).toEqual([{ name: 'linear', predicted: [1] }]);
  expect(rivalLabels(rivals, [7, 8])).toEqual([]);
});
