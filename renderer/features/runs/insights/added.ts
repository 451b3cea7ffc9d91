import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';

/** Before training and at the best evaluation since, on the same rows. */
interface Change {
  from: number;
  to: number;
}

/** What a training has added to the model that it started from. */
export interface Added {
  /** Name of that model. */
  base: string;
  /** Nats per token on the validation split; `null` while nothing was evaluated since. */
  loss: Change | null;
  /** Of the held-out text; `null` where it was not measured at both. */
  bitsPerByte: Change | null;
}

/** The validation loss of the model that a run started from; `null` where it started from nothing, and where that part is not shown. */
export function baseLoss({ model }: Pick<Run, 'model'>, { series }: Pick<Chart, 'series'>): number | null {
  const { step, value } = series.validationLoss;
  return model.base !== null && step[0] === 0 ? (value[0] ?? null) : null;
}

/** `null` for a run that started from nothing. */
export function addedBy(run: Pick<Run, 'model' | 'best'>, chart: Pick<Chart, 'series'>): Added | null {
  const { base } = run.model;
  const from = baseLoss(run, chart);
  if (base === null || from === null) return null;
  const { validationLoss, bitsPerByte } = chart.series;
  const last = validationLoss.step.length - 1;
  const trained = run.best ?? {
    step: validationLoss.step[last] ?? 0,
    validationLoss: validationLoss.value[last] ?? from,
  };
  const before = bitsPerByte.step[0] === 0 ? bitsPerByte.value[0] : undefined;
  const after = bitsPerByte.value[bitsPerByte.step.indexOf(trained.step)];
  return {
    base: base.name,
    loss: last > 0 ? { from, to: trained.validationLoss } : null,
    bitsPerByte: last > 0 && before !== undefined && after !== undefined ? { from: before, to: after } : null,
  };
}
