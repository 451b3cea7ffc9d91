import { describe, expect, it } from 'vitest';
import {
  tagFigures as atThreshold,
  bestThreshold,
  bestThresholds,
  totalFigures,
} from '../../../../shared/domain/models/tagReport.ts';
import { gainsOver, type ToldLabels, tagFigures } from './figures.ts';
import { frequentLabels, measureTags } from './measureTags.ts';
import { tagReport } from './tagReport.ts';

const [LABELS, TEXTS] = [5, 23];
const bit = (at: number) => ((at * 7919 + at * at * 31) % 10007) % 3 === 0;
const all = Array.from({ length: LABELS }, (_, label) => label);

/** 23 texts of which some are told wrongly, from a formula. */
const texts = Array.from({ length: TEXTS }, (_, row): ToldLabels => {
  const own = all.filter((label) => bit(row * LABELS + label));
  const told = all.filter((label) =>
    (row + label) % 4 === 0 ? bit(1000 + row * LABELS + label) : own.includes(label),
  );
  return { own, told };
});

describe('figures of several labels', () => {
  it('are those of scikit-learn 1.9.1 (f1_score with micro and macro, accuracy_score)', () => {
    const { micro, macro, exact } = tagFigures(texts, LABELS, 1);
    expect(micro.value).toBeCloseTo(0.8478260869565217, 12);
    expect(macro.value).toBeCloseTo(0.8519195716564137, 12);
    expect(exact.value).toBeCloseTo(0.5652173913043478, 12);
    for (const { value, low, high } of [micro, macro, exact]) {
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
  });

  it('are better than nothing told by what they are, and than themselves by nothing', () => {
    const nothing = texts.map(({ own }) => ({ own, told: [] }));
    expect(gainsOver(texts, nothing, LABELS, 1).micro.value).toBeCloseTo(0.8478260869565217, 12);
    expect(gainsOver(texts, texts, LABELS, 1)).toMatchObject({ micro: { value: 0, low: 0, high: 0 } });
  });

  it('are held against always telling the frequent labels', () => {
    const trained = { labels: [{ trained: 3 }, { trained: 9 }, { trained: 6 }], rows: 10 };
    expect(frequentLabels(trained)).toEqual([1, 2]);
    expect(frequentLabels({ ...trained, rows: 100 })).toEqual([1]);
    const measured = measureTags([{ own: [1], told: [1] }], trained, 1, []);
    expect(measured?.metrics).toMatchObject({ micro_f1: { value: 1 }, subset_accuracy: { value: 1 } });
    expect(measured?.rivals).toMatchObject([{ name: 'frequent', metrics: { micro_f1: { value: 2 / 3 } } }]);
    expect(measureTags([], trained, 1, null)).toBeNull();
  });
});

it('a label’s figures follow its threshold, and the best one is found', () => {
  const probabilities = [0.9, 0.4, 0.35, 0.1];
  const scored = probabilities.map((probability, row) => ({
    ...{ row, own: row < 2 ? [1] : [] },
    probabilities: [0, probability],
  }));
  const report = tagReport(scored, ['never', 'often']);
  const [often, never] = report.labels;
  expect([often?.label, often?.support, never?.support]).toEqual(['often', 2, 0]);
  if (!often) throw new Error('no label');
  expect(atThreshold(often, 0.5)).toMatchObject({ told: 1, hits: 1, precision: 1, recall: 0.5 });
  expect(atThreshold(often, 0.35)).toMatchObject({ told: 3, hits: 2, recall: 1 });
  expect(bestThreshold(often)).toBe(0.4);
  // Of what lies between two steps, the nearer one.
  expect(atThreshold(often, 0.36)).toEqual(atThreshold(often, 0.35));
  expect(atThreshold(often, 0)).toEqual(atThreshold(often, 0.05));
});

it('the best thresholds are of labels that the model tells and that rows have, and say what they are worth', () => {
  const scored = [0.9, 0.4, 0.35, 0.1].map((probability, row) => ({
    ...{ row, own: row < 2 ? [0] : row === 3 ? [2] : [] },
    probabilities: [probability, 0.7],
  }));
  const report = tagReport(scored, ['often', 'never', 'unknown']);
  const best = bestThresholds(report, ['often', 'never']);
  expect(best).toEqual({ often: 0.4 });
  // Told: `never` of all four rows, `unknown` of none.
  expect(totalFigures(report, {})).toEqual({ micro: (2 * 1) / (3 + 5), macro: (2 / 3 + 0) / 2 });
  expect(totalFigures(report, { ...best, never: 0.95 })).toEqual({ micro: (2 * 2) / (3 + 2), macro: 1 / 2 });
});
