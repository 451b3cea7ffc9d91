import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { LinearRegression } from './linearRegression.ts';
import { RidgeRegression } from './ridgeRegression.ts';
import type { SparseRow } from './textFeatures.ts';

const row = (...numbers: number[]): SparseRow => {
  const features = numbers.flatMap((number, place) => (number === 0 ? [] : [place]));
  return {
    features: Uint32Array.from(features),
    values: Float32Array.from(features, (place) => numbers[place] as number),
  };
};

describe('ridge regression', () => {
  const rows = [row(1, 0, 2), row(0, 1, 1), row(3, 0, 0), row(0, 2, 1), row(1, 1, 1)];
  const targets = [3, 1, 4, 1, 5];

  test.each([
    // scikit-learn 1.7: Ridge(alpha).fit([[1,0,2],[0,1,1],[3,0,0],[0,2,1],[1,1,1]], [3,1,4,1,5]).predict([[2,1,0]])
    [0.5, 3.408647140864714],
    [10, 3.1323529411764706],
  ])('with alpha %d says what scikit-learn says', async (alpha, expected) => {
    const model = await RidgeRegression.fit(3, rows, targets, alpha);
    expect(model.predict(row(2, 1, 0))).toBeCloseTo(expected, 3);
  });

  test('says the mean of numbers that are all alike, and where no feature is known', async () => {
    const model = await RidgeRegression.fit(3, rows, [7, 7, 7, 7, 7], 1);
    expect(model.predict(row(5, 5, 5))).toBeCloseTo(7, 6);
  });
});

describe('numbers from texts', () => {
  const WORDS = ['lamp', 'chair', 'table', 'oak', 'steel', 'garden'];
  const PRICES: Record<string, number> = { lamp: 20, chair: 80, table: 200, oak: 50, steel: 30, garden: 0 };

  test('are learned where words add up to them', async () => {
    const random = new Random(1);
    const texts = Array.from({ length: 400 }, () =>
      Array.from({ length: 3 }, () => WORDS[random.integer(WORDS.length)] as string).join(' '),
    );
    const prices = Float64Array.from(texts, (text) =>
      text.split(' ').reduce((sum, word) => sum + (PRICES[word] ?? 0), 0),
    );
    const model = await LinearRegression.train(texts.slice(0, 300), prices.slice(0, 300), 5);
    const again = await LinearRegression.train(texts.slice(0, 300), prices.slice(0, 300), 5);
    const held = texts.slice(300);
    const error = held.reduce(
      (sum, text, place) => sum + Math.abs(model.predict(text) - (prices[300 + place] as number)),
      0,
    );
    expect(error / held.length).toBeLessThan(15);
    expect(again.predict('oak table lamp')).toBe(model.predict('oak table lamp'));
  });

  test('can be ended, and few rows are enough to begin', async () => {
    const stop = LinearRegression.train(['a b', 'c d'], Float64Array.of(1, 2), 1, () =>
      Promise.reject(new Error('enough')),
    );
    await expect(stop).rejects.toThrow('enough');
    const model = await LinearRegression.train(['warm light', 'cold steel'], Float64Array.of(1, 3), 1);
    expect(model.predict('warm')).toBeLessThan(model.predict('cold'));
  });
});
