import { expect, test } from 'vitest';
import { LabelReport, labelFigures, MOST_CELL_ROWS } from '../../../../shared/domain/models/labelReport.ts';
import { labelReport } from './labelReport.ts';

const NAMES = ['red', 'green', 'blue', 'never'];
const told = (label: number, predicted: number, confidence: number, row: number) => ({
  ...{ label, predicted, confidence, row },
});

test('labels, pairs of labels and confidences are counted', () => {
  const report = labelReport(
    [
      told(0, 0, 0.9, 4),
      told(0, 0, 0.8, 7),
      told(0, 1, 0.55, 9),
      told(1, 1, 0.95, 2),
      told(0, 1, 0.7, 3),
      told(2, 0, 1, 0),
    ],
    NAMES,
  );
  expect(LabelReport.parse(report)).toEqual(report);
  expect(report.labels).toEqual([
    { label: 'red', support: 4, predicted: 3, hits: 2 },
    { label: 'green', support: 1, predicted: 3, hits: 1 },
    { label: 'blue', support: 1, predicted: 0, hits: 0 },
  ]);
  expect(report.cells.find(({ actual, predicted }) => actual === 0 && predicted === 1)).toEqual({
    ...{ actual: 0, predicted: 1, count: 2 },
    // The surest errors first.
    rows: [
      { row: 3, confidence: 0.7 },
      { row: 9, confidence: 0.55 },
    ],
  });
  expect(report.cells.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  expect(report.bins.map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 2]);
  expect(report.bins[9]).toMatchObject({ confidence: expect.closeTo(0.975, 10), hits: 1 });
});

test('figures of a label are those of scikit-learn; of nothing they are 0', () => {
  const { precision, recall, f1 } = labelFigures({ label: 'red', support: 4, predicted: 3, hits: 2 });
  expect([precision, recall, f1]).toEqual([2 / 3, 1 / 2, 4 / 7]);
  expect(labelFigures({ label: 'blue', support: 1, predicted: 0, hits: 0 })).toMatchObject({ precision: 0, f1: 0 });
});

test('of very many rows and labels a bounded part is told of', () => {
  const rows = Array.from({ length: 4000 }, (_, row) => told(row < 500 ? 0 : row % 2000, 0, row / 4000, row));
  const report = labelReport(
    rows,
    Array.from({ length: 2000 }, (_, label) => `label ${label}`),
  );
  expect(report.labels).toHaveLength(1000);
  expect(report.labelCount).toBe(2000);
  expect(report.cells[0]).toMatchObject({ actual: 0, predicted: 0, count: 501 });
  expect(report.cells[0]?.rows).toHaveLength(MOST_CELL_ROWS);
  expect(report.cellCount).toBe(2000);
});
