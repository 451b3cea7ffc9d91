import { expect, test } from 'vitest';
import { type DataCurve, outlookOf } from './dataCurve.ts';

const about = (value: number, width = 0.01) => ({ value, low: value - width, high: value + width });
const curve = (gains: readonly (number | null)[], width?: number): DataCurve => ({
  ...{ name: 'linear', metric: 'accuracy', heldOut: 100 },
  points: gains.map((gain, place) => ({
    ...{ share: [0.1, 0.25, 0.5, 1][place] ?? 1, rows: 100 * (place + 1), metrics: {} },
    gain: gain === null ? null : { accuracy: about(gain, width) },
  })),
});

test('what the next doubling may bring shrinks as it shrank before', () => {
  expect(outlookOf(curve([null, 0.2, 0.1, 0.05]))).toMatchObject({ kind: 'rising', next: 0.025 });
  // It never grows, and nothing is told from a step that was none.
  expect(outlookOf(curve([null, 0.1, 0.02, 0.04]))).toMatchObject({ kind: 'rising', next: 0.04 });
  expect(outlookOf(curve([null, 0.1, -0.02, 0.04]))).toMatchObject({ kind: 'rising', next: null });
});

test('what may be chance promises nothing', () => {
  expect(outlookOf(curve([null, 0.2, 0.1, 0.005]))).toMatchObject({ kind: 'unclear', next: null });
  expect(outlookOf(curve([null, 0.2, 0.1, -0.05]))).toMatchObject({ kind: 'falling', next: null });
  expect(outlookOf(curve([null]))).toBeNull();
});
