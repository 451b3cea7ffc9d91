import { expect, test } from 'vitest';
import { verdictOf } from '../../../../shared/domain/models/measureVerdict.ts';
import { contestOf, contestSentence } from '../../../../shared/domain/models/rivals.ts';
import { measureScores, rivalNumbers } from './measureScores.ts';

const NUMBERS = [3, -0.5, 2, 7];
const estimates = [2.5, 0, 2, 8].map((predicted, place) => ({ number: NUMBERS[place] as number, predicted }));

test('figures are what scikit-learn says', () => {
  // scikit-learn 1.7, of the example in its docs: mean_absolute_error 0.5, root_mean_squared_error 0.6123724356957945, r2_score 0.9486081370449679
  const { metrics } = measureScores(estimates, 1, null) ?? {};
  expect(metrics?.mae?.value).toBeCloseTo(0.5, 12);
  expect(metrics?.rmse?.value).toBeCloseTo(0.6123724356957945, 12);
  expect(metrics?.r2?.value).toBeCloseTo(0.9486081370449679, 12);
  for (const { value, low, high } of Object.values(metrics ?? {})) {
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  // Far from 0, where squares are large.
  const far = estimates.map(({ number, predicted }) => ({ number: number + 1e9, predicted: predicted + 1e9 }));
  expect(measureScores(far, 1, null)?.metrics.r2?.value).toBeCloseTo(0.9486081370449679, 6);
});

test('numbers that are all alike have no variance to explain, and none are not measured', () => {
  expect(measureScores([{ number: 1, predicted: 2 }], 1, null)?.metrics).not.toHaveProperty('r2');
  expect(measureScores([], 1, null)).toBeNull();
});

test('a model is held against the rival with the least error, and less error is better', () => {
  const many = Array.from({ length: 200 }, (_, index) => ({ number: index, predicted: index + (index % 2 ? 1 : -1) }));
  const worse = many.map(({ number }) => number + 5);
  const mean = many.map(() => 99.5);
  const report = {
    ...(measureScores(many, 1, [
      { name: 'mean', predicted: mean },
      { name: 'ridge', predicted: worse },
    ]) as NonNullable<ReturnType<typeof measureScores>>),
    createdAt: '',
  };
  const contest = contestOf(report);
  expect(contest).toMatchObject({ metric: 'rmse', outcome: 'better', rival: { name: 'ridge' }, gain: { value: 4 } });
  expect(contest && contestSentence(contest)).toMatch(
    /^The model is better than words and a straight line .*: Root mean squared error less by 4 \(95%: /,
  );
  expect(verdictOf(report)).toMatchObject({ grade: 'good', reason: { by: 'contest' } });
  const beaten = {
    ...report,
    ...measureScores(many, 1, [{ name: 'ridge', predicted: many.map(({ number }) => number) }]),
  };
  expect(verdictOf(beaten)).toMatchObject({ grade: 'poor', reason: { contest: { outcome: 'worse' } } });
});

test('a rival that says nothing of a row is left out', () => {
  const rivals = new Map([['ridge', new Map([[7, 1.5]])]]);
  expect(rivalNumbers(rivals, [7])).toEqual([{ name: 'ridge', predicted: [1.5] }]);
  expect(rivalNumbers(rivals, [7, 8])).toEqual([]);
});
