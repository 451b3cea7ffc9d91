import { expect, test } from 'vitest';
import { areaUnderCurve, binOf, calibrationError } from './calibration.ts';
import { softmax, tell } from './figures.ts';

/** `[label, probability of label 1]`, as a model of two labels tells them. */
const told = (texts: readonly (readonly [label: number, second: number])[]) =>
  texts.map(([label, second]) => ({
    label,
    predicted: Number(second > 0.5),
    confidence: Math.max(second, 1 - second),
  }));

test('bins are closed above, as torchmetrics and Guo et al. have them', () => {
  expect([0, 0.05, 0.1, 0.1001, 0.95, 1].map(binOf)).toEqual([0, 0, 0, 1, 9, 9]);
});

test('a model that is right as often as it says has no calibration error, a sure one that errs has much', () => {
  const of = (right: number, confidence: number) =>
    Array.from({ length: 100 }, (_, text) => ({ label: text < right ? 1 : 0, predicted: 1, confidence }));
  expect(calibrationError(of(85, 0.85), 1).value).toBeCloseTo(0, 10);
  expect(calibrationError(of(60, 0.95), 1).value).toBeCloseTo(0.35, 10);
  // Half of the texts in a bin that is off by 0.35, the others right on: the mean.
  const both = calibrationError([...of(60, 0.95), ...of(85, 0.85)], 1);
  expect(both.value).toBeCloseTo(0.175, 10);
  expect(both.low).toBeLessThan(0.175);
  expect(both.high).toBeGreaterThan(0.175);
  // Too sure in one bin is not made good by too unsure in another.
  expect(calibrationError([...of(60, 0.85), ...of(80, 0.55)], 1).value).toBeCloseTo(0.25, 10);
});

test('the area under the curve counts pairs, equal ones half, as scikit-learn does', () => {
  // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
  const four = told([
    ...([
      [0, 0.1],
      [0, 0.4],
      [1, 0.35],
      [1, 0.8],
    ] as const),
  ]);
  expect(areaUnderCurve(four, 1)?.value).toBe(0.75);
  expect(
    areaUnderCurve(
      told(
        [
          [0, 0.3],
          [1, 0.3],
        ].map(([label = 0, second = 0]) => [label, second]),
      ),
      1,
    )?.value,
  ).toBe(0.5);
  const sure = areaUnderCurve(told([[0, 0.2] as const, [1, 0.9] as const]), 1);
  expect(sure?.value).toBe(1);
  expect(sure?.high).toBe(1);
});

test('texts of one label alone have no area', () => {
  expect(areaUnderCurve(told([[1, 0.9] as const, [1, 0.2] as const]), 1)).toBeNull();
});

test('the likeliest label has its probability, whatever the scores', () => {
  expect(tell(Float32Array.of(0, Math.log(3)))).toEqual({ predicted: 1, confidence: expect.closeTo(0.75, 6) });
  expect(softmax(Float32Array.of(1000, 1000))).toEqual(Float64Array.of(0.5, 0.5));
  expect(tell(Float32Array.of(Number.NaN, 1)).confidence).toBe(0);
});
