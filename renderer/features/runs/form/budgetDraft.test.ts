import { expect, it } from 'vitest';
import { DEFAULT_BUDGET, toBudget } from './budgetDraft.ts';

it('takes what belongs to the chosen kind, and nothing that is not a number of them', () => {
  expect(toBudget(DEFAULT_BUDGET)).toEqual({ kind: 'minutes', minutes: 5 });
  expect(toBudget({ kind: 'steps', minutes: '', steps: 20 })).toEqual({ kind: 'steps', steps: 20 });
  expect(toBudget({ kind: 'minutes', minutes: 0.5, steps: '' })).toEqual({ kind: 'minutes', minutes: 0.5 });
  for (const steps of ['', 0, 1.5, '12']) expect(toBudget({ kind: 'steps', minutes: 5, steps })).toBeNull();
  for (const minutes of ['', 0, -1]) expect(toBudget({ kind: 'minutes', minutes, steps: 5 })).toBeNull();
});
