import { expect, it } from 'vitest';
import { exportShare } from './useExport.ts';

it('grows from nothing over writing to verifying', () => {
  expect(exportShare(null)).toBe(0);
  expect(exportShare({ event: 'progress', step: 'write', done: 3, total: 6 })).toBe(0.25);
  expect(exportShare({ event: 'progress', step: 'verify', done: 0, total: 1 })).toBe(0.9);
  expect(exportShare({ event: 'progress', step: 'measure', done: 16, total: 32 })).toBeCloseTo(0.7);
  expect(exportShare({ event: 'progress', step: 'write', done: 0, total: 0 })).toBe(0);
});
