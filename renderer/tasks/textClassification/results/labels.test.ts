import { expect, test } from 'vitest';
import type { LabelReport } from '../../../../shared/domain/models/labelReport.ts';
import { calibrationOf, labelRows, rowsOf, shownLabels, worstOf } from './labels.ts';

const cell = (actual: number, predicted: number, rows: readonly (readonly [number, number])[]) => ({
  ...{ actual, predicted, count: rows.length },
  rows: rows.map(([row, confidence]) => ({ row, confidence })),
});
const label = (name: string, support: number, predicted: number, hits: number) => ({
  ...{ label: name, support, predicted, hits },
});
const REPORT: LabelReport = {
  labels: [label('red', 5, 4, 3), label('green', 3, 4, 3), label('blue', 1, 1, 0)],
  labelCount: 3,
  cells: [
    cell(0, 0, [[1, 0.9] as const, [2, 0.8] as const, [3, 0.7] as const]),
    cell(1, 1, [[4, 0.9] as const, [5, 0.9] as const, [6, 0.9] as const]),
    cell(0, 1, [[7, 0.6] as const]),
    cell(0, 2, [[8, 0.95] as const]),
    cell(2, 0, [[9, 0.5] as const]),
  ],
  cellCount: 5,
  bins: [],
};
const written = (row: number, reference: string, output: string, confidence?: number) => ({
  ...{ row, inputs: [], prompt: `text ${row}`, reference, output },
  ...(confidence !== undefined && { confidence }),
});

test('few labels are all shown; of many those that are confused most, beside each other', () => {
  expect(shownLabels(REPORT)).toEqual([0, 1, 2]);
  const labels = Array.from({ length: 77 }, (_, place) => label(`intent ${place}`, 10, 10, 9));
  const cells = [
    cell(3, 3, [[0, 1] as const, [1, 1] as const, [2, 1] as const]),
    cell(40, 41, [[3, 1] as const, [4, 1] as const]),
    cell(70, 3, [[5, 1] as const]),
  ];
  expect(shownLabels({ ...REPORT, labels, cells }, 4)).toEqual([40, 41, 70, 3]);
  expect(shownLabels({ ...REPORT, labels, cells }, 5)).toEqual([40, 41, 70, 3, 0]);
});

test('a cell opens its rows, a label those that are wrong, each with its text where that is kept', () => {
  const texts = [written(8, 'red', 'blue', 0.95)];
  expect(rowsOf(REPORT, { actual: 0, predicted: 1 }, texts)).toEqual({
    rows: [{ row: 7, actual: 'red', predicted: 'green', confidence: 0.6, text: null }],
    count: 1,
  });
  const { rows, count } = rowsOf(REPORT, { actual: 0, predicted: null }, texts);
  expect(rows.map(({ row, text }) => [row, text])).toEqual([
    [8, 'text 8'],
    [7, null],
  ]);
  expect(count).toBe(2);
});

test('the worst errors are the surest ones; rows of earlier measurements have no confidence and are none', () => {
  const rows = [written(1, 'a', 'b', 0.6), written(2, 'a', 'a', 0.99), written(3, 'b', 'a', 0.9), written(4, 'a', 'b')];
  expect(worstOf(rows).map(({ row }) => row)).toEqual([3, 1]);
});

test('labels are sorted by any column', () => {
  const order = (...[key, descending]: [Parameters<typeof labelRows>[1], boolean]) =>
    labelRows(REPORT, key, descending, 'en').map((row) => row.label);
  expect(order('label', false)).toEqual(['blue', 'green', 'red']);
  expect(order('f1', false)).toEqual(['blue', 'red', 'green']);
  expect(order('wrong', true)).toEqual(['red', 'blue', 'green']);
});

test('confidence is held against what is right', () => {
  const bin = (low: number, rows: number, confidence: number, hits: number) => ({
    ...{ low, high: low + 0.1, rows, confidence, hits },
  });
  expect(calibrationOf(REPORT)).toBeNull();
  const sure = calibrationOf({ ...REPORT, bins: [bin(0.5, 20, 0.55, 10), bin(0.8, 80, 0.9, 60)] });
  expect(sure).toMatchObject({ usual: { rows: 80 }, rows: 100, right: 0.7, outcome: 'tooSure' });
  expect(sure?.confidence).toBeCloseTo(0.83, 10);
  expect(calibrationOf({ ...REPORT, bins: [bin(0.8, 10, 0.9, 9)] })).toMatchObject({ usual: null, outcome: 'right' });
  expect(calibrationOf({ ...REPORT, bins: [bin(0.5, 100, 0.6, 80)] })).toMatchObject({ outcome: 'tooUnsure' });
});
