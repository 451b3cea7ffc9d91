import type { HeldOutRow, MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { inFourDigits } from '../../../../shared/domain/tasks/fourDigits.ts';

/** A held-out row with the number that a model says of it. */
export const written = (row: HeldOutRow, predicted: number): MeasuredText => ({
  ...row,
  output: String(inFourDigits(predicted)),
});
