import { expect, it } from 'vitest';
import { exportShare } from './useExport.ts';

const at = (step: 'write' | 'measure' | 'verify', done: number, total: number) =>
  ({ event: 'progress', step, done, total }) as const;

it('grows from nothing over writing to verifying', () => {
  expect(exportShare(null, false)).toBe(0);
  expect(exportShare(at('write', 3, 6), false)).toBe(0.25);
  expect(exportShare(at('write', 0, 0), false)).toBe(0);
  expect(exportShare(at('verify', 0, 1), false)).toBe(0.5);
});

it('has room for measuring where that is done', () => {
  expect(exportShare(at('measure', 16, 32), true)).toBeCloseTo(0.7);
  expect(exportShare(at('verify', 0, 1), true)).toBe(0.9);
});
