import { expect, it } from 'vitest';
import { lossNow } from './lossNow.ts';

it('is the mean of the last steps as the host has it, and says how many they are', () => {
  const told = (lastStep: number) => lossNow({ recentLoss: 0.376, lastStep });
  expect([1, 3, 40, 240, 20_000].map((lastStep) => told(lastStep)?.steps)).toEqual([1, 3, 5, 12, 100]);
  expect(told(240)?.loss).toBe(0.376);
  expect([lossNow(null), lossNow({ recentLoss: null, lastStep: 0 })]).toEqual([null, null]);
});
