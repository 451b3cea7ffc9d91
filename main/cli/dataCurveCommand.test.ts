import { expect, test } from 'vitest';
import type { DataCurve } from '../../shared/domain/runs/dataCurve.ts';
import { outlookSentence } from './dataCurveCommand.ts';

const curve = (value: number, low: number, high: number): DataCurve => ({
  ...{ name: 'linear', metric: 'accuracy', heldOut: 60 },
  points: [
    { share: 0.5, rows: 269, metrics: {}, gain: null },
    { share: 1, rows: 537, metrics: {}, gain: { accuracy: { value, low, high } } },
  ],
});

test('of what may be chance it is not said that more rows are of no use', () => {
  const said = outlookSentence(curve(0.067, -0.017, 0.167));
  expect(said).toContain('may be chance (6.7 points; 95%: -1.7 points to 16.7 points)');
  expect(said).toContain('more than the upper end');
  expect(outlookSentence(curve(0.1, 0.05, 0.15))).toContain('brought 10.0 points');
});
