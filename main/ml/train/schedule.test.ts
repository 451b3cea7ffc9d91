import { describe, expect, it } from 'vitest';
import { budgetShare, isBudgetSpent, learningRateAt } from './schedule.ts';

describe('the schedule', () => {
  it('warms up, then falls to a tenth', () => {
    expect(learningRateAt(0.05, 1, 0.1)).toBeCloseTo(0.5);
    expect(learningRateAt(0.1, 1, 0.1)).toBeCloseTo(1);
    expect(learningRateAt(0.55, 1, 0.1)).toBeCloseTo(0.55);
    expect(learningRateAt(1, 1, 0.1)).toBeCloseTo(0.1);
    expect(learningRateAt(0, 1, 0)).toBeCloseTo(1);
  });

  it('spends steps or minutes', () => {
    expect(isBudgetSpent({ kind: 'steps', steps: 3 }, 2, 1e9)).toBe(false);
    expect(isBudgetSpent({ kind: 'steps', steps: 3 }, 3, 0)).toBe(true);
    expect(isBudgetSpent({ kind: 'minutes', minutes: 1 }, 9, 59_999)).toBe(false);
    expect(isBudgetSpent({ kind: 'minutes', minutes: 1 }, 0, 60_000)).toBe(true);
    expect(budgetShare({ kind: 'minutes', minutes: 1 }, 1, 30_000)).toBe(0.5);
  });
});
