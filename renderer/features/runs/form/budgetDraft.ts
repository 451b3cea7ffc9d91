import { Budget } from '../../../../shared/domain/runs/training.ts';

/** Both budgets are kept, so that switching between them loses nothing. */
export interface BudgetDraft {
  kind: Budget['kind'];
  minutes: number | string;
  steps: number | string;
}

export const DEFAULT_BUDGET: BudgetDraft = { kind: 'minutes', minutes: 5, steps: 1000 };

/** The budget as typed; `null` while it is not one. */
export function toBudget(draft: BudgetDraft): Budget | null {
  const parsed = Budget.safeParse(
    draft.kind === 'minutes' ? { kind: 'minutes', minutes: draft.minutes } : { kind: 'steps', steps: draft.steps },
  );
  return parsed.success ? parsed.data : null;
}
