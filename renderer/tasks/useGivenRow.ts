import { useState } from 'react';
import type { InputField } from '../../shared/domain/models/generation.ts';
import type { MeasuredText } from '../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import { inputsOf, randomHeldOut, useHeldOut } from './heldOut.ts';

/** What a model's columns hold: of a held-out row that was taken, or the user's own, which belong to no row. */
export function useGivenRow(model: TrainedModel, columns: readonly string[]) {
  const [inputs, setInputs] = useState<InputField[]>(() => columns.map((column) => ({ column, value: '' })));
  const [row, setRow] = useState<MeasuredText | null>(null);
  const heldOut = useHeldOut(model);
  return {
    inputs,
    row,
    heldOut,
    isEmpty: inputs.every(({ value }) => value.trim() === ''),
    change: (column: string, value: string) => {
      setRow(null);
      setInputs(inputs.map((input) => (input.column === column ? { column, value } : input)));
    },
    /** Takes another held-out row; `null` where there is none. */
    take: (): { row: MeasuredText; inputs: InputField[] } | null => {
      const next = randomHeldOut(heldOut, row?.row ?? null, Math.random);
      if (!next) return null;
      const given = inputsOf(columns, next);
      setRow(next);
      setInputs(given);
      return { row: next, inputs: given };
    },
  };
}
